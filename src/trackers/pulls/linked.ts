import type { LinkedPullRequest } from '../../model/blocker.ts';
import { isOwnBranch } from '../../model/own-branch.ts';
import { meaningOf, type Meaning, type Naming } from './meaning.ts';

/** A pull request as GitHub lists it. All texts are hostile. */
export interface PullText {
  readonly number: number;
  readonly title: string;
  readonly body?: string | null | undefined;
  readonly state: 'open' | 'closed';
  readonly merged_at?: string | null | undefined;
  readonly merge_commit_sha?: string | null | undefined;
  readonly user?: { readonly login: string } | null | undefined;
  readonly head: {
    readonly ref: string;
    readonly sha: string;
    /** Null once its fork was deleted. */
    readonly repo?: Repository | null | undefined;
  };
  readonly base?: { readonly repo: Repository } | undefined;
}

interface Repository {
  readonly full_name: string;
}

/** Longer texts are looked at up to here. */
const longestText = 100_000;

/** Whether a pull request may be a fix: one that ignores a test, or lets it run again, mends nothing. */
export function mayFix({ head }: PullText): boolean {
  return !isOwnBranch(head.ref);
}

/** A listed pull request in our nouns. */
export function linked(pull: PullText, meaning: Meaning): LinkedPullRequest {
  const { number, state, merged_at: mergedAt, merge_commit_sha: mergeCommit, user, head } = pull;
  return {
    number,
    state: mergedAt ? 'merged' : state,
    author: user?.login ?? '',
    headBranch: head.ref,
    headCommit: head.sha,
    ...(mergedAt ? { mergedAt } : {}),
    // Of one that is not merged it is a commit that nobody will see again.
    ...(mergedAt && mergeCommit ? { mergeCommit } : {}),
    ...(isOfFork(pull) ? { isFork: true } : {}),
    ...(meaning === 'mention' ? { isMention: true } : {}),
  };
}

/** Where nobody says whose code it is, it is taken for the repository's own: it is looked at again before it is run. */
function isOfFork({ head, base }: PullText): boolean {
  return base !== undefined && head.repo?.full_name !== base.repo.full_name;
}

const longestName = 200;
/** More places tell nothing new. */
const mostPlaces = 100;

/**
 * What title and text of a pull request say of an issue: `#12`, `owner/name#12` or its address; not `#123`, and not
 * another repository's `#12`.
 */
export function githubMeaning(pull: PullText, number: number, project: string): Meaning | undefined {
  const { title, body } = pull;
  const text = `${title}\n${body ?? ''}`.slice(0, longestText);
  const namings = [`#${number}`, `/${project}/issues/${number}`].flatMap((name) => {
    const found: Naming[] = [];
    for (let at = text.indexOf(name); at >= 0 && found.length < mostPlaces; at = text.indexOf(name, at + 1)) {
      const before = /(?<![\w/.-])[\w/.-]*$/.exec(text.slice(Math.max(0, at - longestName), at))?.[0] ?? '';
      const isOwn = before === '' || before === project || name.startsWith('/');
      if (!isOwn || /^\d/.test(text.slice(at + name.length, at + name.length + 1))) continue;
      const start = name.startsWith('/') ? at : at - before.length;
      found.push(namingAt(text, start, title));
    }
    return found;
  });
  return meaningOf(namings, pull);
}

/** What title, text and branch of a pull request say of Jira tickets, such as SHOP-12; not SHOP-123, not WORKSHOP-12. */
export function jiraMeanings(pull: PullText, project: string): ReadonlyMap<string, Meaning> {
  const { title, body, head } = pull;
  const text = `${title}\n${head.ref}\n${body ?? ''}`.slice(0, longestText);
  const names = text.matchAll(/(?<![A-Za-z0-9_-])([A-Za-z][A-Za-z0-9_]{0,99})-(\d{1,18})(?![A-Za-z0-9])/g);
  const places = new Map<string, Naming[]>();
  for (const { index, 1: name = '', 2: number = '' } of names) {
    if (name.toUpperCase() !== project.toUpperCase()) continue;
    const key = `${project}-${Number(number)}`;
    const known = places.get(key) ?? [];
    if (known.length < mostPlaces) known.push(namingAt(text, index, `${title}\n${head.ref}`));
    places.set(key, known);
  }
  return new Map([...places].map(([key, namings]) => [key, meaningOf(namings, pull) ?? 'mention']));
}

function namingAt(text: string, at: number, title: string): Naming {
  return { before: text.slice(Math.max(0, at - longestName), at), isTitle: at < title.length };
}
