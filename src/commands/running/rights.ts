import type { Right } from '../../model/ticket.ts';

const order = ['none', 'read', 'run', 'decide'] as const;

/** Whether a right covers another: who may decide may run, who may run may read. */
export function allows(has: Right | 'none', needs: Right): boolean {
  return order.indexOf(has) >= order.indexOf(needs);
}
