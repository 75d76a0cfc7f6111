import type { FoundRun } from '../model/advice.ts';
import type { BlockerFacts } from '../model/blocker.ts';
import type { ComparedSide, Comparison, ComparisonKind } from '../model/comparison.ts';
import type { Counts } from '../model/iteration.ts';
import type { FixFinding, FixSays } from '../model/fix-finding.ts';
import { kindAbout, outcomeOf, sampleAbout } from './checks.ts';
import { observations, placeIn } from './observations.ts';
import { askedOf, turned, type Origins } from './sides.ts';

/** What a run says of a fix, whatever it was asked; its sides stand in the order that the release needs. */
export function fixFindingIn(
  one: FoundRun,
  { causes = [] }: Pick<BlockerFacts, 'causes'>,
  origins: Origins,
): FixFinding {
  const { run, at, isChanged, finding } = one;
  if (finding.kind !== 'compare') return ofOneSide(one, origins);
  const { comparison: told } = finding;
  const [before, after] = [placeIn(one, told, 'before'), placeIn(one, told, 'after')];
  const asked = isChanged ? undefined : askedOf({ before, after, at }, origins);
  const comparison = asked?.isTurned === true ? turned(told) : told;
  const says = asked?.what === 'fix' ? saysOf(comparison, causes) : (asked?.what ?? 'elsewhere');
  return { run, says, ...sample(comparison, 'before', causes), ...sample(comparison, 'after', causes) };
}

function saysOf(comparison: Comparison, causes: readonly string[]): FixSays {
  const outcome = outcomeOf(comparison, causes);
  if (outcome !== 'not-gone') return outcome;
  const kinds: readonly ComparisonKind[] = [comparison.overall.kind, kindAbout(comparison, causes)];
  if (kinds.includes('regression') || kinds.includes('pre-existing-worse')) return 'worse';
  return kinds.includes('still-flaky-better') ? 'better' : 'same';
}

function sample(
  comparison: Comparison,
  which: ComparedSide,
  causes: readonly string[],
): Pick<FixFinding, ComparedSide> {
  const { failed, executed } = sampleAbout(comparison, which, causes);
  return executed === 0 ? {} : { [which]: { failed, executed } };
}

function ofOneSide(one: FoundRun, origins: Origins): FixFinding {
  const counts: Pick<Counts, 'failed' | 'executed'> | undefined = observations([one], origins)[0]?.counts;
  if (counts === undefined || counts.executed === 0) return { run: one.run, says: 'open' };
  const { failed, executed } = counts;
  return { run: one.run, says: failed > 0 ? 'fails' : 'clean', after: { failed, executed } };
}
