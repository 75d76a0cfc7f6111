import type { Circumstances, FoundRun } from '../../model/advice.ts';
import type { ComparedSignature } from '../../model/comparison.ts';
import { code, text, type Inline } from '../../model/document.ts';
import { plainLine, shorten } from '../../model/plain-text.ts';
import { parseSelector } from '../../model/selector.ts';
import type { FailureGroup } from '../../model/signature.ts';
import { groupName, scopeInWords } from '../failure-groups.ts';
import { count, percent, plural } from '../numbers.ts';
import { outOf, worthKeeping, type RecommendationRow } from './recommendation-rows.ts';

const mostFixes = 5;
const mostCauses = 3;

/** What is asked of every test before somebody decides about it. */
export interface AskedTest {
  /** As it was selected. */
  readonly test: string;
  /** Newest first. */
  readonly runs: readonly FoundRun[];
  readonly around: Circumstances;
}

/**
 * Whether it hides a fault of the product, whether it is worth keeping, what it costs, whether a fix is near: each with
 * what is known, and a plain word where the numbers say nothing. Without a run only what builds and pull requests tell.
 */
export function questionsOfEveryTest(asked: AskedTest): readonly RecommendationRow[] {
  const isFixKnown = (asked.around.fixes ?? []).length > 0;
  if (asked.runs.length === 0) return [...costs(asked), ...(isFixKnown ? isFixNear(asked) : [])];
  return [...hidesBug(asked), ...isWorthKeeping(asked), ...costs(asked), ...isFixNear(asked)];
}

/** Where it fails is a fact; whether that is the product's fault is for whoever reads the failure. */
function hidesBug({ test, runs }: AskedTest): readonly RecommendationRow[] {
  const groups = newestGroups(runs);
  if (groups.length === 0) return [];
  const causes = groups.slice(0, mostCauses).flatMap((group, at): readonly Inline[] => {
    const { place } = group.signature;
    const where = place === undefined ? [] : [text(' in '), code(shorten(plainLine(place), 120))];
    return [text(at === 0 ? '' : '; '), groupName(group), ...where, text(`, ${sideOf(group, test)}`)];
  });
  const rest = groups.length - mostCauses;
  const more = rest > 0 ? [text(`; and ${plural(rest, 'other cause')}`)] : [];
  return [
    {
      question: 'Does it hide a product bug?',
      evidence: [...causes, ...more, text('. No count can tell')],
      pointsTo: 'reading the failure',
    },
  ];
}

function sideOf(group: FailureGroup, test: string): string {
  const { place } = group.signature;
  if (group.scope === 'class') return scopeInWords(group);
  if (place === undefined) return 'no code of the project in its trace';
  const classes = parseSelector(test).parts.map(({ container }) => simpleName(container));
  return classes.some((name) => place.startsWith(`${name}.`))
    ? 'the test’s own code'
    : 'not the test’s own code';
}

/** `CASTest` of `org.example.CASTest` and of `test/CASTest.java`. */
function simpleName(container: string): string {
  const file = container.slice(container.lastIndexOf('/') + 1).replace(/\.[a-z]{1,5}$/, '');
  return file.slice(file.lastIndexOf('.') + 1);
}

/** The causes that the newest run with a failure saw, in code that nobody changed for it. */
function newestGroups(runs: readonly FoundRun[]): readonly FailureGroup[] {
  for (const { finding, isChanged } of runs) {
    if (isChanged) continue;
    if (finding.kind === 'repeat' && finding.decision?.expect !== 'fail' && finding.groups.length > 0)
      return finding.groups;
    if (finding.kind === 'compare' && finding.comparison.rows.length > 0)
      return finding.comparison.rows.map(({ group }) => group);
  }
  return [];
}

/** What it found is the best reason to keep it; where it was asked to fail, the run has said so itself. */
function isWorthKeeping({ runs }: AskedTest): readonly RecommendationRow[] {
  if (runs.some(({ finding }) => finding.kind === 'repeat' && finding.decision?.expect === 'fail')) return [];
  const told = runs.flatMap(({ finding }) =>
    finding.kind === 'compare'
      ? finding.comparison.rows.filter(
          ({ result }) => result.kind === 'regression' || result.kind === 'fixed',
        )
      : [],
  )[0];
  const evidence =
    told === undefined
      ? 'no run says whether it still fails where it should'
      : `it told two revisions apart: ${outOf(told.before)} → ${outOf(told.after)}`;
  return [
    {
      question: worthKeeping,
      evidence: [text(evidence)],
      pointsTo: keeping(told),
    },
  ];
}

/** A fix that weakens the test also makes it fail no more. */
function keeping(told: ComparedSignature | undefined): string {
  if (told === undefined) return 'expect=fail on the old bug';
  return told.result.kind === 'regression' ? 'keep it' : 'keep it, if it still fails on the old code';
}

function costs({ runs, around: { builds } }: AskedTest): readonly RecommendationRow[] {
  const rate = runs.flatMap(({ finding, isChanged }) =>
    finding.kind === 'repeat' && !isChanged && finding.decision?.expect !== 'fail'
      ? (finding.verdict.estimate ?? [])
      : [],
  )[0];
  const perRun = rate === undefined ? [] : [`${percent(rate.rate)} per run (${outOf(rate)})`];
  if (builds === undefined) return [];
  const red = `${plural(builds.red, 'red build')} in ${plural(builds.days, 'day')}, ${count(builds.alone)} of them failed for nothing else`;
  return [
    {
      question: 'How much does it cost?',
      evidence: [text([...perRun, red].join('; '))],
      pointsTo: builds.alone > 0 ? 'fix or quarantine' : 'its tolerance',
    },
  ];
}

function isFixNear({ runs, around: { fixes } }: AskedTest): readonly RecommendationRow[] {
  if (fixes === undefined) return [];
  const question = 'Is a fix near?';
  if (fixes.length === 0)
    return [
      {
        question,
        evidence: [text('none of the newest pull requests says that it mends this ticket')],
        pointsTo: 'asking its owner',
      },
    ];
  const gone = runs
    .filter(({ isChanged, asks, isLowerBound }) => !isChanged && asks !== 'origin' && isLowerBound !== true)
    .flatMap(({ finding }) => (finding.kind === 'compare' ? [finding.comparison] : []))[0]
    ?.rows.find(({ result }) => result.kind === 'fixed');
  const names = fixes
    .slice(0, mostFixes)
    .flatMap(({ name, isMerged }, at): readonly Inline[] => [
      ...(at === 0 ? [] : [text(', ')]),
      code(shorten(plainLine(name), 100)),
      text(isMerged ? ' (merged)' : ' (open)'),
    ]);
  const counts =
    gone === undefined ? ': no comparison shows it' : `: ${outOf(gone.before)} → ${outOf(gone.after)}`;
  const isOpen = fixes.every(({ isMerged }) => !isMerged);
  return [
    {
      question,
      evidence: [...names, text(counts)],
      pointsTo: gone === undefined ? 'compare it' : isOpen ? 'merge it' : 'accept it',
    },
  ];
}
