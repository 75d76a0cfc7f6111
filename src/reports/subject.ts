import { code, link, person, text, type Block, type Inline } from '../model/document.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import { machineTimeWords } from './machine-time.ts';
import { duration } from './numbers.ts';
import type { Audience, RepeatReport, RunFacts, Wording } from './repeat-report.ts';

/** "`A#x` at `trunk` (`3f1c9ab`), without @Ignore at A.java:8, JDK 8, on this machine.": the same words in progress and result. */
export function subjectInline(run: RunFacts, commit = commitInline(run)): readonly Inline[] {
  const { revision, lane, service, overlays } = run;
  const at = revision === undefined ? [] : [text(' at '), code(shorten(plainLine(revision), 200))];
  const inLane = lane === undefined ? '' : `, ${lane}`;
  const changed = overlays.map((words) => `, ${shorten(plainLine(words), 200)}`).join('');
  return [
    testInline(run),
    ...at,
    ...commit,
    text(`${changed}${inLane}`),
    ...mannerInline(run),
    text(`, on ${service}.`),
  ];
}

/** ", run with `scope=class`": how it was run other than usually. */
export function mannerInline({ manner = [] }: Pick<RunFacts, 'manner'>): readonly Inline[] {
  if (manner.length === 0) return [];
  return [text(', run with '), code(shorten(plainLine(manner.join(' ')), 500))];
}

/** What a result is about, addressed to whoever asked for it. */
export function subject(report: RepeatReport, { audience }: Wording): Block {
  const { run, wallMs, spent } = report;
  // An address within a sentence would only break it.
  const isTicket = audience === 'ticket';
  const commit = commitInline(isTicket ? run : { ...run, commitUrl: undefined });
  const words = [
    ...addressee(run, audience),
    ...subjectInline(run, commit),
    text(` Took ${duration(wallMs)}.${machineTimeWords(spent)}`),
    ...remarks(run),
  ];
  return { kind: 'paragraph', text: words };
}

/** Whoever asked, on a ticket: nobody is called to their own terminal. */
export function addressee({ requestedBy }: RunFacts, audience: Audience): readonly Inline[] {
  return audience === 'ticket' && requestedBy !== undefined ? [person(requestedBy), text(' ')] : [];
}

/** The selection as typed. */
export function testInline({ selector }: RunFacts): Inline {
  return selector === '' ? text('The command') : code(shorten(plainLine(selector), 500));
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

/** Why the revision is this one, whose code it is, and what whoever asked wanted to be shown; nothing where there is none of it. */
export function remarks(run: RunFacts): readonly Inline[] {
  return [...whyInline(run), ...noteInline(run)];
}

/** Why a run that named no revision took this one, and which code of forks it runs; nothing for the usual one. */
export function whyInline(run: RunFacts): readonly Inline[] {
  return [...revisionInline(run), ...forksInline(run)];
}

/** Code of somebody who may not push here is told as such, with the commit that was run. */
function forksInline({ forks = [] }: RunFacts): readonly Inline[] {
  return forks.flatMap(({ pull, commit, from }) => [
    text(' '),
    numbered(pull),
    text(from === undefined ? ' is code of a fork' : ' is code of the fork '),
    ...(from === undefined ? [] : [code(shorten(plainLine(from), 150))]),
    text(', run at '),
    briefly(commit),
    text('.'),
  ]);
}

function revisionInline({ revisionWhy: why, revision = '' }: RunFacts): readonly Inline[] {
  const name = code(shorten(plainLine(revision), 200));
  const unnamed = [text(' No '), code('ref='), text(' was given, and '), name];
  switch (why?.kind) {
    case 'release': {
      const release = code(shorten(plainLine(why.release), 100));
      const whose = why.isNamed === true ? 'the release' : 'this ticket’s release';
      return [...unnamed, text(` is the branch of ${whose} `), release, text('.')];
    }
    case 'remembered':
      return why.pull === undefined
        ? [...unnamed, text(' is what the last command here named.')]
        : [
            ...unnamed,
            text(' is the head of '),
            numbered(why.pull),
            text(', which the last command here named.'),
          ];
    case 'pull':
      return [text(' That is the head of '), numbered(why.pull), text('.')];
    case 'moved': {
      const [is, was] = [briefly(revision), briefly(why.was)];
      return [
        text(' The head of this pull request is now '),
        is,
        text('; the command was for '),
        was,
        text('.'),
      ];
    }
    case 'head':
    case 'default':
    case undefined:
      return [];
  }
}

/** A number that no tracker makes a link of. */
function numbered(pull: number): Inline {
  return code(`#${pull}`);
}

function briefly(commit: string): Inline {
  return code(plainLine(commit).slice(0, 7));
}

function noteInline({ note = '' }: RunFacts): readonly Inline[] {
  const words = shorten(plainLine(note), 500);
  return words === '' ? [] : [text(' Note: '), code(words)];
}
