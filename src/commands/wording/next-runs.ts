import type { Circumstances, FoundRun } from '../../model/advice.ts';
import { parseSelector } from '../../model/selector.ts';
import type { WantedRange, WantedRevision, WantedRuns } from '../../model/wanted-runs.ts';
import { ticketCommand } from '../../reports/next-commands.ts';
import type { ProjectSettings } from '../contract/settings.ts';
import { readRevision } from '../language/revision.ts';
import { lanesFor } from '../running/lanes-for.ts';

/** What commands about runs go by beside the runs that are wanted. */
export interface RunsAsked {
  readonly test: string;
  /** Newest first. */
  readonly runs: readonly FoundRun[];
  /** Those that the advice is about, by the project's names. */
  readonly lanes?: readonly string[];
  readonly around: Pick<Circumstances, 'skips' | 'builtFrom'>;
  readonly settings: ProjectSettings;
}

type Repeats = Extract<WantedRuns, { readonly verb: 'repeat' }>;

/** The commands that bring wanted runs, as people type them here, in their order; the first answers, others use what it brings. */
export function runCommands(wanted: WantedRuns, asked: RunsAsked): readonly [string, ...string[]] {
  switch (wanted.verb) {
    case 'repeat': {
      const { afterwards } = wanted;
      if (afterwards === undefined) return [typed(asked, repeated(wanted, asked))];
      const compared = typed(asked, ['compare', range(afterwards, asked), ...unskip(asked)]);
      // A comparison counts no runs whose code was another.
      if (isSkippedInSource(asked)) return [compared];
      return [typed(asked, repeated(wanted, asked)), compared];
    }
    case 'compare': {
      const { runs, isUnskip } = wanted;
      const times = runs === undefined ? [] : [`x${Math.min(runs, asked.settings.maxCount)}`];
      return [typed(asked, ['compare', range(wanted, asked), ...times, ...unskip(asked, isUnskip)])];
    }
    case 'compare-fix': {
      const failing = name(wanted.of, asked.around.builtFrom?.release, 'OLD');
      return [typed(asked, ['compare', `${failing}..FIX`, ...unskip(asked)])];
    }
    case 'bisect': {
      const { before, after } = ends(wanted, asked);
      const bad = after === unnamed.after ? [] : [`bad=${after}`];
      return [typed(asked, ['bisect', `good=${before}`, ...bad, ...unskip(asked)])];
    }
    case 'see-it-fail':
      return [typed(asked, ['repeat', ...seenToFail(asked.runs)])];
  }
}

/** Words that ask whether the test with the fix still fails on the old code. */
function seenToFail(runs: readonly FoundRun[]): readonly string[] {
  const [found] = runs.flatMap(({ finding }) => (finding.kind === 'compare' ? [finding.comparison] : []));
  const old = runs.find(({ finding }) => finding.kind === 'repeat' && finding.decision?.expect === 'fail');
  const before = found?.before.side ?? (old === undefined ? undefined : { label: old.revision });
  const fix = name(found?.after.side, undefined, 'FIX');
  return [`ref=${name(before, undefined, 'OLD')}`, `tests-from=${fix}`, 'expect=fail', 'stop=decided'];
}

function repeated(wanted: Repeats, asked: RunsAsked): readonly string[] {
  const { of, isUnskip, isEverywhere } = wanted;
  const release = asked.around.builtFrom?.release;
  const ref = name(of, release, '');
  // Elsewhere than where the release is built nobody knows of a skip.
  const isThere = of === undefined || release === undefined || of.label === release;
  const words = ['repeat', times(wanted, asked.settings), ...(ref === '' ? [] : [`ref=${ref}`])];
  const lanes = isEverywhere === true && lanesOf(asked).length > 1 ? ['lane=all'] : [];
  return [...words, ...(isThere ? unskip(asked, isUnskip) : isUnskip === true ? ['unskip'] : []), ...lanes];
}

/** Runs by their number; where a project allows no such number, those that rule their rate out. */
function times({ runs, rate }: Repeats, { defaultCount, maxCount }: ProjectSettings): string {
  if (runs !== undefined && runs > maxCount && rate !== undefined && rate >= leastRate)
    return `rate=${Number((rate * 100).toPrecision(3))}%`;
  return `x${Math.min(runs ?? defaultCount, maxCount)}`;
}

/** The least that commands take. */
const leastRate = 0.001;

const unnamed = { before: 'OLD', after: 'NEW' } as const;

function ends({ before, after }: WantedRange, { around: { builtFrom } }: RunsAsked) {
  return {
    before: name(before, builtFrom?.before, unnamed.before),
    after: name(after, builtFrom?.release, unnamed.after),
  };
}

function range(wanted: WantedRange, asked: RunsAsked): string {
  const { before, after } = ends(wanted, asked);
  return `${before}..${after}`;
}

function unskip(asked: RunsAsked, isWanted = false): readonly string[] {
  return isWanted || isSkippedInSource(asked) ? ['unskip'] : [];
}

function isSkippedInSource({ around: { skips = [] } }: RunsAsked): boolean {
  return skips.some(({ isConditional }) => !isConditional);
}

/** A revision as it may stand in a command: by its name, else by its commit; one that is not told is the usual one, else a word. */
function name(revision: WantedRevision | undefined, usual: string | undefined, otherwise: string): string {
  const label = revision === undefined ? usual : revision.label;
  if (label !== undefined && isTypeable(label)) return label;
  return revision?.commit?.slice(0, 12) ?? otherwise;
}

/** Names come from people, those of branches included. A fork's branch is refused where it is named. */
function isTypeable(label: string): boolean {
  const read = /^#?\w[\w./:+-]*$/.test(label) ? readRevision(label, '') : undefined;
  return read !== undefined && 'value' in read && read.value.kind !== 'fork';
}

function typed({ test, settings, lanes }: RunsAsked, words: readonly string[]): string {
  const hasLanes = words.some((word) => word.startsWith('lane='));
  const [usual] = lanesOf({ test, settings });
  const place = hasLanes || (lanes?.length === 1 && lanes[0] === usual) ? [] : laneWords(lanes, settings);
  return ticketCommand({ selector: test }, [...words, ...place], settings.commandWord);
}

function lanesOf({ test, settings }: Pick<RunsAsked, 'test' | 'settings'>): readonly string[] {
  return lanesFor(parseSelector(test), settings);
}

/** Beside the usual one, which is meant where none is named. */
function laneWords(lanes: readonly string[] = [], { lanes: all = [] }: ProjectSettings): readonly string[] {
  const known = lanes.filter((lane) => all.includes(lane));
  return known.length === 0 ? [] : [`lane=${known.join(',')}`];
}
