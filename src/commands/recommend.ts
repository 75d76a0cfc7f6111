import type { Advice, Circumstances, FoundRun } from '../model/advice.ts';
import type { Counts } from '../model/iteration.ts';
import { type NextStep, recommendationDocument } from '../reports/recommendation-document.ts';
import { ticketCommand } from '../reports/next-commands.ts';
import type { Command } from './command.ts';
import type { Scene } from './contract/context.ts';
import * as key from './keys/common.ts';
import { releaseCalled } from './keys/decisions.ts';
import { quotedIfNeeded } from './running/deciding.ts';
import { rememberedTest, withTest } from './running/starting.ts';
import { topicOf } from './wording/common.ts';

const keys = {
  test: key.test,
  release: releaseCalled('release', 'the release that the advice is for', "the ticket's own"),
};

/** Ignore it or fix it? What the ticket's runs say together. */
export const recommend: Command<typeof keys> = {
  name: 'recommend',
  aliases: ['advise', 'advice'],
  summary: 'Weighs what the runs of this ticket found out: fix, ignore, relink, close, or run more.',
  usage: 'recommend [TEST] [release=R]',
  right: 'read',
  keys,
  examples: ['recommend', 'recommend CASTest#testConflictingWrites'],

  async prepare(args, scene) {
    return withTest(args, scene);
  },

  async apply(args, scene) {
    const test = args.test ?? (await rememberedTest(scene));
    const {
      runs,
      elsewhere = [],
      advice,
      confidence,
      policyUrl,
      ...around
    } = await scene.recommendation(test, args.release);
    const own = runs.filter(({ run }) => !elsewhere.includes(run));
    const document = recommendationDocument({
      topic: topicOf('advice', scene.comment),
      test: test.text,
      requestedBy: scene.comment.author.login,
      runs,
      around,
      steps: stepsOf(test.text, { runs: own, advice, scene, around }),
      elsewhere,
      ...(advice === undefined ? {} : { advice }),
      ...(confidence === undefined ? {} : { confidence }),
      ...(policyUrl === undefined ? {} : { policyUrl }),
    });
    return { reaction: '+1', document };
  },
};

interface Known {
  readonly runs: readonly FoundRun[];
  readonly advice: Advice | undefined;
  readonly scene: Scene;
  readonly around: Circumstances;
}

/** What to do now, by what is advised; then what lets the release pass, where the evidence allows that. */
function stepsOf(test: string, known: Known): readonly NextStep[] {
  const { runs, advice, scene, around } = known;
  const { commandWord } = scene.settings;
  const typed = (...words: readonly string[]): string => typedIn(test, known, words);
  const has = (kind: FoundRun['finding']['kind']): boolean =>
    runs.some(({ finding }) => finding.kind === kind);
  const accept: NextStep = { what: 'Take the evidence as enough', command: `/${commandWord} accept` };
  const more = { what: 'Run more', command: moreRuns(test, known) };
  const names = (around.fixes ?? []).filter(({ isMerged }) => !isMerged).map(({ name }) => name);
  switch (advice?.action) {
    case 'merge':
      return [{ what: `Merge ${namedFix(names, runs)}` }, accept, ...bitesStep(runs, typed)];
    case 'close':
      return has('compare')
        ? [...bitesStep(runs, typed), accept]
        : [{ what: 'Close the ticket, if these runs are enough for you' }, more];
    case 'fix-before-release':
      return has('compare') && !has('bisect')
        ? [{ what: 'Find the commit that brought it', command: typed('bisect', 'good=OLD') }]
        : [{ what: 'Fix it; then compare', command: typed('compare', 'OLD..FIX') }];
    case 'fix-later':
    case 'ignore':
    case 'quarantine':
    case 'defer':
      return [...lettingPass(test, known), more];
    case 'relink':
      return [...relinking(test, known), more];
    case 'repair-environment':
      return [{ what: 'Repair what lost its runs: each of them names its reason' }, more];
    case 'run-more':
    case undefined:
      return [more];
  }
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
function relinking(test: string, { advice, runs, scene }: Known): readonly NextStep[] {
  const { tickets = [] } = advice ?? {};
  const { commandWord } = scene.settings;
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

/** A command about the test, in the lane that the advice is about. */
function typedIn(test: string, { advice, scene }: Known, words: readonly string[]): string {
  const place = advice?.lane === undefined ? {} : { lane: advice.lane };
  return ticketCommand({ selector: test, ...place }, words, scene.settings.commandWord);
}

/** Deferring and ignoring, ready to be posted, each with the reason that the numbers give. */
function lettingPass(test: string, { advice, scene, around }: Known): readonly NextStep[] {
  const { laterRelease: later } = around;
  const { commandWord, hasQuarantine = false } = scene.settings;
  const until = later === undefined ? 'DAY' : quotedIfNeeded(later);
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

function bitesStep(
  runs: readonly FoundRun[],
  typed: (...words: readonly string[]) => string,
): readonly NextStep[] {
  const isKnown = runs.some(
    ({ finding }) => finding.kind === 'repeat' && finding.decision?.expect === 'fail',
  );
  if (isKnown) return [];
  return [
    {
      what: 'See whether the test still fails on the old code',
      command: typed('repeat', ...stillBites(runs)),
    },
  ];
}

/** The command that would tell most of what is missing. */
function moreRuns(test: string, known: Known): string {
  const { runs, scene, around } = known;
  const { skips = [] } = around;
  const { defaultCount } = scene.settings;
  const typed = (...words: readonly string[]): string => typedIn(test, known, words);
  const has = (kind: FoundRun['finding']['kind']): boolean =>
    runs.some(({ finding }) => finding.kind === kind);
  const unskip = skips.some(({ isConditional }) => !isConditional) ? ['unskip'] : [];
  const unskipped = withoutSkip(known);
  if (unskipped !== undefined) return typed(...unskipped);
  if (!has('repeat') && !has('compare')) return typed('repeat', `x${defaultCount}`, ...unskip);
  if (!has('compare')) return typed('compare', 'OLD..NEW');
  return typed('repeat', `x${defaultCount}`);
}

/** The newest run once more with its skip taken off, where it skipped what it asked for; a condition is none to take off. */
function withoutSkip({ runs, scene, around }: Known): readonly string[] | undefined {
  const { skips = [] } = around;
  if (skips.length > 0 && skips.every(({ isConditional }) => isConditional)) return undefined;
  const isSkipped = ({ skipped, executed }: Counts): boolean => skipped > 0 && executed === 0;
  const { revision, pull, finding } =
    runs.find((one) => one.finding.kind === 'repeat' || one.finding.kind === 'compare') ?? {};
  if (finding?.kind === 'repeat' && isSkipped(finding.verdict.counts)) {
    const ref = named(pull === undefined ? revision : undefined, '');
    const at = ref === '' ? [] : [`ref=${ref}`];
    return ['repeat', `x${scene.settings.defaultCount}`, ...at, 'unskip'];
  }
  if (finding?.kind !== 'compare') return undefined;
  const { before, after } = finding.comparison;
  if (!isSkipped(before.counts) && !isSkipped(after.counts)) return undefined;
  return ['compare', `${named(before.side.label, 'OLD')}..${named(after.side.label, 'NEW')}`, 'unskip'];
}

/** A revision as it may stand in a command. */
function named(label: string | undefined, otherwise: string): string {
  return label !== undefined && /^\w[\w./-]*$/.test(label) && !label.includes('..') ? label : otherwise;
}

/** Whether the fixed side's test still fails on the old code. */
function stillBites(runs: readonly FoundRun[]): readonly string[] {
  const [found] = runs.flatMap(({ finding }) => (finding.kind === 'compare' ? [finding.comparison] : []));
  const old = named(found?.before.side.label, 'OLD');
  const fix = named(found?.after.side.label, 'FIX');
  return [`ref=${old}`, `tests-from=${fix}`, 'expect=fail', 'stop=decided'];
}
