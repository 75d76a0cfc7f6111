import type { Tracker } from '../../src/trackers/tracker.ts';

/** A tracker in memory that knows nothing, takes everything and remembers none of it: tests say what is otherwise. */
export const silentTracker: Tracker = {
  rightOf: async () => 'run',
  react: async () => {},
  post: async () => ({ commentId: '1' }),
  edit: async () => {},
  findByMarker: async () => undefined,
  minimise: async () => {},
  readProjectFile: async () => undefined,
  defaultRevision: async () => ({ revision: 'main', isFork: false }),
  standing: async () => ({ releases: [], labels: [] }),
  releases: async () => [],
  locate: async () => undefined,
  releaseTickets: async () => ({ tickets: [], gaps: [], out: [], releases: [] }),
  moveTo: async () => {},
  label: async () => {},
  make: async () => {
    throw new Error('nobody makes a ticket here');
  },
  findMade: async () => undefined,
  relate: async () => {},
  refer: async () => {},
};
