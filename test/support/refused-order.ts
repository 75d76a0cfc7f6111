import type { Decision } from '../../src/model/ledger.ts';
import type { Order } from '../../src/worker/decisions/order.ts';

/** A decision that was carried out, and whose pull request people closed. */
export function refusedOrder(decision: Decision): Order {
  const code = { project: 'acme/shop', branch: 'main', commit: 'd'.repeat(40), path: 'A.java' };
  const pull = { number: 7, url: 'https://git.example.org/7', branch: 'b', state: 'closed' } as const;
  return { decision, change: { ...code, containers: ['A'], pull }, done: true };
}
