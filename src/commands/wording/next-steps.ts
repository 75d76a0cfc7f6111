import type { Advice, Circumstances, FoundRun } from '../../model/advice.ts';
import type { WantedRuns } from '../../model/wanted-runs.ts';
import { ticketCommand } from '../../reports/next-commands.ts';
import type { NextStep } from '../../reports/recommendation-document.ts';
import type { ProjectSettings } from '../contract/settings.ts';
import { quotedIfNeeded } from '../running/deciding.ts';
import { runCommands } from './next-runs.ts';

/** What the next steps go by. */
export interface Known {
  readonly test: string;
  /** Newest first; those of other code left out. */
  readonly runs: readonly FoundRun[];
  readonly advice: Advice | undefined;
  readonly around: Circumstances;
  readonly settings: ProjectSettings;
  /** The day that is asked on, ISO 8601. */
  readonly today: string;
}

/** What to do now, by what is advised; then what lets the release pass, where the evidence allows that. */
export function nextSteps(known: Known): readonly NextStep[] {
  const { runs, advice, around, settings } = known;
  const isCompared = runs.some(({ finding }) => finding.kind === 'compare');
  const accept: NextStep = {
    what: 'Take the evidence as enough',
    command: `/${settings.commandWord} accept`,
  };
  const names = (around.fixes ?? []).filter(({ isMerged }) => !isMerged).map(({ name }) => name);
  switch (advice?.action) {
    case 'merge':
      return [{ what: `Merge ${namedFix(names, runs)}` }, accept, ...bitesStep(known)];
    case 'close':
      return isCompared
        ? [...bitesStep(known), accept]
        : [{ what: 'Close the ticket, if these runs are enough for you' }, ...moreRuns(known)];
    case 'fix-before-release':
      return [fixing(known, advice.wants ?? { verb: 'compare-fix' })];
    case 'fix-later':
    case 'ignore':
    case 'quarantine':
    case 'defer':
      return [...lettingPass(known), ...moreRuns(known)];
    case 'relink':
      return [...relinking(known), ...moreRuns(known)];
    case 'repair-environment':
      return [
        { what: 'Repair what lost its runs: each of them names its reason' },
        ...moreRuns(known, advice.wants),
      ];
    case 'run-more':
      return [...rerunsFirst(known), ...moreRuns(known, advice.wants)];
    case undefined:
      return moreRuns(known);
  }
}

function commandsFor(wanted: WantedRuns, { advice, ...asked }: Known): readonly [string, ...string[]] {
  const lanes = advice?.lanes;
  return runCommands(wanted, { ...asked, ...(lanes === undefined ? {} : { lanes }) });
}

/** The runs that answer the reason of the advice; beside other advice those of the heaviest vote for more. */
function moreRuns(known: Known, wanted?: WantedRuns): readonly NextStep[] {
  const { advice, runs } = known;
  const vote = advice?.others.find(({ action }) => action === 'run-more');
  const [first, ...then] = commandsFor(wanted ?? vote?.wants ?? usualRuns(runs), known);
  return [
    { what: `Run more${filledIn(first)}`, command: first },
    ...then.map((command) => ({ what: 'Then compare', command })),
  ];
}

/** More of the same runs say no more, where the runner hides failures and no other vote wants any. */
function rerunsFirst({ runs, advice }: Known): readonly NextStep[] {
  const isWanted = advice?.wants !== undefined || advice?.others.some(({ wants }) => wants !== undefined);
  if (isWanted === true || !runs.some(({ isLowerBound }) => isLowerBound === true)) return [];
  return [
    { what: 'First let its runner run nothing again by itself, and take `reruns: true` off that lane' },
  ];
}

/** Where no vote asks for any: what was not asked yet. */
function usualRuns(runs: readonly FoundRun[]): WantedRuns {
  const [newest] = runs;
  if (newest === undefined || runs.some(({ finding }) => finding.kind === 'compare'))
    return { verb: 'repeat' };
  const revision = { label: newest.revision };
  const isAllChanged = runs.every(({ isChanged }) => isChanged);
  return isAllChanged ? { verb: 'repeat', of: revision } : { verb: 'compare', after: revision };
}

const fixWords: Readonly<Record<WantedRuns['verb'], string>> = {
  bisect: 'Find the commit that brought it',
  'compare-fix': 'Fix it; then compare',
  compare: 'Mend the fix; then compare',
  'see-it-fail': 'Give the test its bite back; then see that it fails on the old code',
  repeat: 'Fix it; then run it again',
};

function fixing(known: Known, wanted: WantedRuns): NextStep {
  const [command] = commandsFor(wanted, known);
  return { what: `${fixWords[wanted.verb]}${filledIn(command)}`, command };
}

const placeholders = [
  [/\bOLD\b/, 'the release before in place of OLD'],
  [/\bNEW\b/, 'the failing code in place of NEW'],
  [/\bFIX\b/, 'the fix in place of FIX'],
] as const;

/** What a person has to name, since nothing here says it. */
function filledIn(command: string): string {
  const words = placeholders.flatMap(([sign, what]) => (sign.test(command) ? [what] : []));
  return words.length === 0 ? '' : `, with ${words.join(' and ')}`;
}

/** The proposals, or where nobody linked one what was compared as one. */
function namedFix(names: readonly string[], runs: readonly FoundRun[]): string {
  if (names.length > 0) return names.slice(0, 3).join(', ');
  const [fix] = runs.flatMap(({ finding, asks }) =>
    finding.kind === 'compare' && asks === 'proposal' ? [finding.comparison.after.side.label] : [],
  );
  return fix ?? 'the fix';
}

/** A ticket is tied where it is: the command is typed on the one that the failures belong to. */
function relinking({ test, advice, runs, settings: { commandWord } }: Known): readonly NextStep[] {
  const { tickets = [] } = advice ?? {};
  const causes = newestCauses(runs);
  const [cause = test, ...more] = causes;
  const [where] = tickets;
  const on =
    where === undefined
      ? 'On the ticket that these failures belong to, tie them to it'
      : `On ${where}, which tracks them, tie them to it`;
  const each = more.length === 0 ? '' : ', and each other cause likewise';
  return [{ what: `${on}${each}`, command: ticketCommand({ selector: cause }, ['link'], commandWord) }];
}

/** The causes that the newest run which saw any names. */
function newestCauses(runs: readonly FoundRun[]): readonly string[] {
  const all = runs.map(({ finding }): readonly string[] => {
    if (finding.kind === 'repeat') return finding.groups.map(({ signature }) => signature.id);
    if (finding.kind !== 'compare') return [];
    const { rows } = finding.comparison;
    return rows.filter(({ after }) => (after?.failed ?? 0) > 0).map(({ group }) => group.signature.id);
  });
  return all.find((causes) => causes.length > 0) ?? [];
}

/** How long a test is left out where no release says until when. */
const usualDays = 30;

function dayAfter(today: string, days: number): string {
  return new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Deferring and ignoring, ready to be posted, each with the reason that the numbers give. */
function lettingPass({ test, advice, settings, around, today }: Known): readonly NextStep[] {
  const { laterRelease: later } = around;
  const { commandWord, hasQuarantine = false } = settings;
  const until = later === undefined ? dayAfter(today, usualDays) : quotedIfNeeded(later);
  const reason = `reason="${(advice?.reason ?? '').replaceAll('"', "'").slice(0, 300)}"`;
  const ignored = typedIgnore(test, {
    mode: hasQuarantine ? ['mode=quarantine'] : [],
    until,
    reason,
    commandWord,
  });
  const waits = around.release === undefined ? 'If it can’t wait' : `If ${around.release} can’t wait`;
  const ignoring = {
    what: `${waits}, ${hasQuarantine ? 'let it run without turning builds red' : 'switch it off: what it covers is lost until then'}`,
    command: ignored,
  };
  const deferring =
    later === undefined
      ? []
      : [{ what: `Leave it to ${later}`, command: `/${commandWord} defer to=${until} ${reason}` }];
  if (advice?.action === 'quarantine' && !hasQuarantine) return [quarantineFirst, ignoring, ...deferring];
  return advice?.action === 'ignore' || advice?.action === 'quarantine'
    ? [ignoring, ...deferring]
    : [...deferring, ignoring];
}

/** A project without such a file can only switch a test off. */
const quarantineFirst: NextStep = {
  what: 'To quarantine it, first name a file that your build reads, `quarantine: { file: test/quarantine.txt }` in .github/retrial.yml; then `ignore mode=quarantine` writes the test into it',
};

interface Ignoring {
  readonly mode: readonly string[];
  readonly until: string;
  readonly reason: string;
  readonly commandWord: string;
}

function typedIgnore(test: string, { mode, until, reason, commandWord }: Ignoring): string {
  return ticketCommand({ selector: test }, ['ignore', ...mode, `until=${until}`, reason], commandWord);
}

/** Nothing where somebody has seen it already. */
function bitesStep(known: Known): readonly NextStep[] {
  const isKnown = known.runs.some(
    ({ finding }) => finding.kind === 'repeat' && finding.decision?.expect === 'fail',
  );
  if (isKnown) return [];
  const [command] = commandsFor({ verb: 'see-it-fail' }, known);
  return [{ what: 'See whether the test still fails on the old code', command }];
}
