import type { Delivery } from '../store/deliveries.ts';
import { startPolling } from '../webhooks/jira-poll.ts';
import { wakeBoards } from './boards.ts';
import type { Parts } from './parts.ts';

/** Reads comments where no webhook brings them; undefined when nothing has to be read so. */
export function pollTrackers(parts: Parts) {
  const { config, store, queue, now, log, jira } = parts;
  if (config.jira === undefined || jira === undefined) return undefined;
  const { url, projects, pollEvery, lookBack } = config.jira;
  const poll = {
    client: jira,
    site: url,
    projects: Object.keys(projects),
    overlapMs: lookBack * 60_000,
    cursors: store.cursors,
    store: (deliveries: readonly Delivery[]) => store.deliveries.addMany(deliveries),
    enqueue: (id: string) => queue.add({ kind: 'delivery' as const, id }),
    changed: async (project: string) => wakeBoards('jira', project, parts),
    now,
    log: (message: string, facts: Readonly<Record<string, unknown>>) => log.info(facts, message),
  };
  return startPolling(poll, pollEvery * 1_000);
}
