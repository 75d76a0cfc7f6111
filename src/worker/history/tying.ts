import type { Tied } from '../../commands/contract/context.ts';
import type { IssueLink } from '../../model/issue-link.ts';
import { most } from '../../store/history-failures.ts';
import type { Store } from '../../store/store.ts';
import { ciFailuresOf } from './ci-failures.ts';

/** How far back people are told that failures carry a ticket now. */
const days = 60;
const dayMs = 86_400_000;

/** Keeps a link, and counts the failures of ordinary CI that carry its ticket from now on. */
export async function tie(repository: string, link: IssueLink, store: Store): Promise<Tied> {
  const isNew = await store.issueLinks.add(repository, link);
  const from = new Date(Date.parse(link.at) - days * dayMs).toISOString();
  const seen = await ciFailuresOf([link], { project: repository, from }, store);
  return {
    isNew,
    days,
    failures: seen.reduce((sum, { count }) => sum + count, 0),
    builds: new Set(seen.map(({ build }) => build)).size,
    since: seen.at(-1)?.at ?? '',
    isAll: seen.length < most,
  };
}
