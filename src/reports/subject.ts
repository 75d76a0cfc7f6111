import { code, link, person, text, type Block, type Inline } from '../model/document.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import { duration } from './numbers.ts';
import type { RepeatReport, RunFacts, Wording } from './repeat-report.ts';

/** "`A#x` at `trunk` (`3f1c9ab`), JDK 8, on this machine.": the same words in progress and result. */
export function subjectInline(run: RunFacts, commit = commitInline(run)): readonly Inline[] {
  const { selector, revision, lane, service } = run;
  const test = selector === '' ? text('The command') : code(shorten(plainLine(selector), 500));
  const at = revision === undefined ? [] : [text(' at '), code(shorten(plainLine(revision), 200))];
  const inLane = lane === undefined ? '' : `, ${lane}`;
  return [test, ...at, ...commit, text(`${inLane}, on ${service}.`)];
}

/** What a result is about, addressed to whoever asked for it. */
export function subject(report: RepeatReport, { audience }: Wording): Block {
  const { run, wallMs } = report;
  // Nobody is called to their own terminal, and an address within a sentence would only break it.
  const isTicket = audience === 'ticket';
  const who = isTicket && run.requestedBy !== undefined ? [person(run.requestedBy), text(' ')] : [];
  const commit = commitInline(isTicket ? run : { ...run, commitUrl: undefined });
  const words = [
    ...who,
    ...subjectInline(run, commit),
    text(` Took ${duration(wallMs)}.`),
    ...noteInline(run),
  ];
  return { kind: 'paragraph', text: words };
}

interface CommitFacts {
  readonly commit?: string;
  readonly commitUrl?: string | undefined;
  readonly revision?: string;
}

/** Enough of a commit's id to be unique, unless the revision says it already. */
function commitInline({ commit, commitUrl, revision }: CommitFacts): readonly Inline[] {
  if (commit === undefined) return [];
  const short = commit.slice(0, 7);
  if (commitUrl !== undefined) return [text(' ('), link(short, commitUrl), text(')')];
  return revision?.startsWith(short) === true ? [] : [text(' ('), code(short), text(')')];
}

function noteInline({ note = '' }: RunFacts): readonly Inline[] {
  const words = shorten(plainLine(note), 500);
  return words === '' ? [] : [text(' Note: '), code(words)];
}
