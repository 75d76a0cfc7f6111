import type { LinkedPullRequest } from '../../model/blocker.ts';
import { isOwnBranch } from '../../model/own-branch.ts';

/** A pull request as GitHub lists it. All texts are hostile. */
export interface PullText {
  readonly number: number;
  readonly title: string;
  readonly body?: string | null | undefined;
  readonly state: 'open' | 'closed';
  readonly merged_at?: string | null | undefined;
  readonly user?: { readonly login: string } | null | undefined;
  readonly head: { readonly ref: string; readonly sha: string };
}

/** Longer texts are looked at up to here. */
const longestText = 100_000;

/** Whether a pull request may be a fix: one that ignores a test, or lets it run again, mends nothing. */
export function mayFix({ head }: PullText): boolean {
  return !isOwnBranch(head.ref);
}

/** A listed pull request in our nouns. @param project its repository, where the ticket lives elsewhere */
export function linked(pull: PullText, project?: string): LinkedPullRequest {
  const { number, state, merged_at: mergedAt, user, head } = pull;
  return {
    number,
    ...(project === undefined ? {} : { project }),
    state: mergedAt ? 'merged' : state,
    author: user?.login ?? '',
    headBranch: head.ref,
    headCommit: head.sha,
    ...(mergedAt ? { mergedAt } : {}),
  };
}

/** The Jira tickets that title, text or branch of a pull request name, such as SHOP-12; not SHOP-123, not WORKSHOP-12. */
export function keysIn({ title, body, head }: PullText, project: string): ReadonlySet<string> {
  const text = `${title}\n${head.ref}\n${body ?? ''}`.slice(0, longestText);
  const names = text.matchAll(/(?<![A-Za-z0-9_-])([A-Za-z][A-Za-z0-9_]{0,99})-(\d{1,18})(?![A-Za-z0-9])/g);
  const own = [...names].filter(([, name = '']) => name.toUpperCase() === project.toUpperCase());
  return new Set(own.map(([, , number = '']) => `${project}-${Number(number)}`));
}
