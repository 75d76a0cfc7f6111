import type { Bisection, SearchLevel, TestedCommit } from '../../model/bisection.ts';
import { tally } from '../../model/iteration.ts';
import { bisectStep } from '../../statistics/bisect/bisect-step.ts';
import { estimate } from '../../statistics/estimate.ts';
import type { CommitEvidence } from './commit-evidence.ts';
import { policyOf } from './policy.ts';
import type { Line, Search, Stage } from './search.ts';

/** What a search came to, with everything a report needs. */
export function bisectionOf(search: Search, stage: Extract<Stage, { kind: 'end' }>): Bisection {
  const { question, causes, evidence } = search;
  const sides = [...evidence.values()];
  const iterations = sides.flatMap((side) => side.iterations);
  const asked = sides.reduce((sum, side) => sum + Math.max(side.asked, side.iterations.length), 0);
  const { searched } = causes;
  const { boundary } = stage;
  return {
    outcome: stage.outcome,
    levels: (stage.lines ?? [endsOnly(search)]).map((line) => levelOf(search, line)),
    otherCauses: causes.all.filter(({ signature }) => signature.id !== searched?.signature.id).length,
    counts: tally(asked, iterations),
    delta: question.delta ?? 0.05,
    rate: question.rate ?? 0.01,
    ...(searched === undefined ? {} : { cause: searched }),
    ...(boundary === undefined ? {} : { boundary }),
    ...(question.range.beside === undefined ? {} : { beside: question.range.beside }),
  };
}

/** A line on which nothing was searched yet. */
type Shown = Pick<Line, 'positions' | 'base' | 'merge'> &
  Partial<Pick<Line, 'counts' | 'delta' | 'confidence'>>;

function endsOnly({ positions }: Search): Shown {
  return { positions, base: 0 };
}

function levelOf(search: Search, line: Shown): SearchLevel {
  const { positions, merge } = line;
  const good = positions[0]?.commit;
  const bad = positions.at(-1)?.commit;
  if (good === undefined || bad === undefined) throw new RangeError('a range needs two ends');
  return {
    good,
    bad,
    commits: positions.length - 1,
    tested: testedOn(search, line),
    ...(merge === undefined ? {} : { merge }),
  };
}

/** The commits that were run, and both ends; each with the chance of what lies between it and the one before. */
function testedOn(search: Search, line: Shown): readonly TestedCommit[] {
  const { positions, base } = line;
  const weights = weightsOf(search, line);
  const last = positions.length - 1;
  const rows: TestedCommit[] = [];
  let mass = 0;
  for (const [position, at] of positions.entries()) {
    mass += weights?.[position - base - 1] ?? 0;
    if (position > 0 && position < last && at.side.asked === 0 && at.side.broken === undefined) continue;
    const chance = weights === undefined || position < base ? {} : { chance: Math.min(1, mass) };
    rows.push({ ...rowOf(at, position), ...chance });
    mass = 0;
  }
  return rows;
}

function weightsOf(
  search: Search,
  { positions, base, merge, ...rest }: Shown,
): readonly number[] | undefined {
  const { counts, delta, confidence } = rest;
  if (counts === undefined || delta === undefined || confidence === undefined) return undefined;
  const line: Line = {
    positions,
    base,
    counts,
    delta,
    confidence,
    ...(merge === undefined ? {} : { merge }),
  };
  return bisectStep(counts, policyOf(search, line, delta)).weights;
}

function rowOf(at: CommitEvidence, position: number): TestedCommit {
  const { side, sample, otherwise, untestable, commit } = at;
  return {
    commit,
    position,
    counts: tally(Math.max(side.asked, side.iterations.length), side.iterations),
    otherwise,
    ...(sample.executed === 0 ? {} : { estimate: estimate(sample.failed, sample.executed) }),
    ...(untestable === undefined ? {} : { untestable: untestable.why }),
    ...(untestable?.reason === undefined ? {} : { reason: untestable.reason }),
  };
}
