import { machineTimeWords } from './machine-time.ts';
import type { SearchLevel } from '../model/bisection.ts';
import { isMerge } from '../model/commit-range.ts';
import { code, strong, text, type Block, type Document, type Inline } from '../model/document.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import type { BisectionReport } from './bisection-report.ts';
import { certainty } from './bisection/certainty.ts';
import { commitInline, idInline, nameInline } from './bisection/commits.ts';
import { testedCommits } from './bisection/evidence-table.ts';
import { bisectionHeadline } from './bisection/headline.ts';
import { bisectionNext } from './bisection/next.ts';
import { evidencePlaces } from './details.ts';
import { groupName, knownIssue } from './failure-groups.ts';
import { identities, identitiesOnScreen } from './identities.ts';
import { count, duration, plural } from './numbers.ts';
import type { Wording } from './repeat-report.ts';
import { rerunItems } from './reruns.ts';
import { skipDiffBlocks } from './skip-diff.ts';
import { addressee, mannerInline, remarks, testInline } from './subject.ts';

const asTicket: Wording = { audience: 'ticket' };

/**
 * The report of a bisection that ended or was stopped: what was found first, then its numbers, the next command, and
 * the rest folded. In a terminal the command comes last. Commits are named, people never.
 * @throws RangeError when the counts contradict their identities
 */
export function bisectionDocument(given: BisectionReport, wording: Wording = asTicket): Document {
  const isTicket = wording.audience === 'ticket';
  const report = isTicket ? given : withoutLinks(given);
  const next = bisectionNext(report, wording);
  const { counts } = report.bisection;
  const words = isTicket ? identities(counts) : identitiesOnScreen(counts);
  const blocks = [
    bisectionHeadline(report),
    ...caution(report),
    subject(report, wording),
    { kind: 'paragraph' as const, text: [text(words)] },
    ...notes(report),
    ...testedCommits(report, wording),
    ...(isTicket ? next : []),
    ...certainty(report, wording),
    ...skipDiffBlocks(report.run, wording.audience),
    evidencePlaces(report.evidence ?? [], report.run.id),
    ...(isTicket ? [] : next),
  ];
  return { topic: { kind: 'result', id: report.run.id }, blocks };
}

/** A screen shows the address of every link beside it, which would bury the rest. */
function withoutLinks(report: BisectionReport): BisectionReport {
  const { commitUrl: _, ...run } = report.run;
  return { ...report, run };
}

/** What must be said before anything else, so that nobody blames a commit that was not shown to be the cause. */
function caution({ run, bisection: { outcome } }: BisectionReport): readonly Block[] {
  if (outcome.kind !== 'began-to-run') return [];
  const { boundary } = outcome;
  const reason = plainLine(boundary.reason ?? '');
  const before =
    boundary.between === 0 ? 'Before it' : `Up to ${plural(boundary.between + 1, 'commit')} before it`;
  const why = reason === '' ? [] : [text(' ('), code(shorten(reason, 200)), text(')')];
  return [
    {
      kind: 'paragraph',
      text: [
        text('So '),
        ...commitInline(boundary.runs, run),
        text(' is '),
        strong('not'),
        text(` shown to be the cause. ${before} the test does not run`),
        ...why,
        text(', which says nothing about whether it would fail.'),
      ],
    },
  ];
}

/** "`A#x`: searched 212 commits between `a` (…) and `b` (…), JDK 8, on this machine. Took 47m 03s." */
function subject(report: BisectionReport, { audience }: Wording): Block {
  const { run, good, bad, bisection, wallMs, spent } = report;
  const level = bisection.levels[0];
  const end = (name: string, commit: NonNullable<typeof level>['good'] | undefined): readonly Inline[] =>
    commit === undefined || name.startsWith(commit.id.slice(0, 7))
      ? [nameInline(name)]
      : [nameInline(name), text(' ('), idInline(commit, run), text(')')];
  const lane = run.lane === undefined ? '' : `, ${run.lane}`;
  const changed = run.overlays.map((words) => `, ${shorten(plainLine(words), 200)}`).join('');
  return {
    kind: 'paragraph',
    text: [
      ...addressee(run, audience),
      testInline(run),
      text(`, searched in ${plural(level?.commits ?? 0, 'commit')} between `),
      ...end(good, level?.good),
      text(' and '),
      ...end(bad, level?.bad),
      text(`${changed}${lane}`),
      ...mannerInline(run),
      text(`, on ${run.service}. Took ${duration(wallMs)}.${machineTimeWords(spent)}`),
      ...remarks(run),
    ],
  };
}

/** What a reader must know before they trust the result. */
function notes(report: BisectionReport): readonly Block[] {
  const { run, good, bisection, partial, exitCodesOnly } = report;
  const { cause, otherCauses, boundary, beside, outcome, levels } = bisection;
  const items: (readonly Inline[])[] = [];
  if (cause !== undefined) {
    const others = otherCauses === 0 ? '' : `; ${plural(otherCauses, 'other cause')} seen and left out`;
    items.push([text('Searched for '), groupName(cause), ...knownIssue(cause), text(`${others}.`)]);
  }
  if (beside !== undefined) {
    const base = levels[0]?.good;
    const parted = base === undefined ? [] : [text(', '), ...commitInline(base, run)];
    items.push([
      nameInline(good),
      text(' is no ancestor of the bad end: the search begins where they parted'),
      ...parted,
      text('.'),
    ]);
  }
  if (boundary !== undefined && outcome.kind !== 'began-to-run') {
    items.push([
      text('The good end does not run the test; the search begins where it does, '),
      ...commitInline(boundary.runs, run),
      text('.'),
    ]);
  }
  items.push(...silentCommits(levels.at(-1)));
  if (outcome.kind === 'unfinished' && outcome.triedAll !== undefined)
    items.push([
      text(`It tried all the ${plural(outcome.triedAll, 'commit')} that `),
      code('max-steps='),
      text(' allowed, both ends among them.'),
    ]);
  items.push(...unsearchedMerge(outcome, levels.at(-1)));
  if (partial !== undefined) items.push([text(`The search was ${partial}: this is a partial result.`)]);
  items.push(...rerunItems(run));
  if (exitCodesOnly) items.push([text('exit codes only, skips invisible: add '), code('--junit')]);
  return items.length === 0 ? [] : [{ kind: 'list', items }];
}

/** A merge that was named and not entered. */
function unsearchedMerge(
  outcome: BisectionReport['bisection']['outcome'],
  level: SearchLevel | undefined,
): readonly (readonly Inline[])[] {
  if (outcome.kind !== 'culprit') return [];
  const [culprit, ...others] = outcome.culprits;
  if (culprit === undefined || others.length > 0 || !isMerge(culprit)) return [];
  if (level?.merge?.id === culprit.id) return [];
  return [[text('It is a merge, and what it brought in was not searched.')]];
}

/** Commits of the searched part that say nothing: they stay under suspicion. */
function silentCommits(level: SearchLevel | undefined): readonly (readonly Inline[])[] {
  const silent = (level?.tested ?? []).filter(
    ({ chance, untestable }) => chance !== undefined && untestable !== undefined,
  );
  if (silent.length === 0) return [];
  const words =
    silent.length === 1
      ? '1 commit of the search says nothing; it may still be the culprit.'
      : `${count(silent.length)} commits of the search say nothing; each may still be the culprit.`;
  return [[text(words)]];
}
