import type { Commit } from '../../model/commit-range.ts';
import { code, link, text, type Inline } from '../../model/document.ts';
import { plainLine, shorten } from '../../model/plain-text.ts';
import type { RunFacts } from '../repeat-report.ts';

/** Characters of a subject beside a commit's id. */
const SUBJECT = 100;

/** Enough of a commit's id to be unique in most repositories. */
export function shortId({ id }: Commit): string {
  return id.slice(0, 7);
}

/** A commit by its id, linked where the run says where commits can be seen. */
export function idInline(commit: Commit, run: RunFacts): Inline {
  const url = urlOf(commit, run);
  return url === undefined ? code(shortId(commit)) : link(shortId(commit), url);
}

/** A commit as people know it: its id and what it says it does. Never who wrote it. */
export function commitInline(commit: Commit, run: RunFacts): readonly Inline[] {
  const subject = shorten(plainLine(commit.subject), SUBJECT);
  return subject === '' ? [idInline(commit, run)] : [idInline(commit, run), text(` ${subject}`)];
}

/** A name as it was typed, in code. */
export function nameInline(name: string): Inline {
  return code(shorten(plainLine(name), 200));
}

/** Commits are seen at one address each; the run knows that of its own. */
function urlOf(commit: Commit, { commit: own, commitUrl }: RunFacts): string | undefined {
  if (own === undefined || commitUrl === undefined || !commitUrl.endsWith(own)) return undefined;
  return commitUrl.slice(0, -own.length) + commit.id;
}
