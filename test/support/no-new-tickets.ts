import type { Tracker } from '../../src/trackers/tracker.ts';

/** For trackers in memory in whose tests nobody makes a ticket. */
export const noNewTickets: Pick<Tracker, 'make' | 'findMade' | 'relate' | 'refer'> = {
  make: async () => {
    throw new Error('nobody makes a ticket here');
  },
  findMade: async () => undefined,
  relate: async () => {},
  refer: async () => {},
};
