import type { Failure, Iteration, TestResult } from '../model/iteration.ts';
import type { FailureFacet, FailureGroup, MessageVariant, SignatureLink } from '../model/signature.ts';
import { nearDuplicates } from './near-duplicates.ts';
import { signatureOf, type Fingerprint } from './signature-of.ts';

/** Different messages shown of one group. */
const mostVariants = 5;

/** A test case that failed without saying how. */
const silent: Failure = { kind: 'failure', type: '', message: '', body: '' };

/** One failure, where it happened and what it is. */
interface Occurrence {
  readonly iteration: number;
  readonly scope: TestResult['scope'];
  readonly phase: TestResult['phase'];
  readonly failure: Failure;
  readonly print: Fingerprint;
}

/**
 * Groups what failed in the executed iterations of a run by cause, the most frequent first. An iteration may be in
 * several groups: a method and its class can fail side by side, each for its own cause. Skipped and lost iterations
 * are in none.
 */
export function groupFailures(iterations: readonly Iteration[]): readonly FailureGroup[] {
  const occurrences = iterations
    .filter(({ outcome }) => outcome === 'failed' || outcome === 'passed')
    .toSorted((a, b) => a.index - b.index)
    .flatMap(occurrencesOf);
  const { idOf, links } = nearDuplicates(occurrences.map(({ print }) => print));
  const byId = new Map<string, Occurrence[]>();
  for (const occurrence of occurrences) {
    const id = idOf.get(occurrence.print.signature.id) ?? occurrence.print.signature.id;
    const members = byId.get(id);
    if (members === undefined) byId.set(id, [occurrence]);
    else members.push(occurrence);
  }
  const groups = [...byId].map(([id, members]) => groupOf(id, members, links));
  return withDistinctTitles(groups.toSorted(byFrequency));
}

function byFrequency(a: FailureGroup, b: FailureGroup): number {
  const size = b.iterations.length - a.iterations.length;
  if (size !== 0) return size;
  if (a.scope !== b.scope) return a.scope === 'method' ? -1 : 1;
  return (a.first ?? 0) - (b.first ?? 0) || (a.signature.id < b.signature.id ? -1 : 1);
}

function occurrencesOf(iteration: Iteration): Occurrence[] {
  const failed = iteration.results.filter(({ outcome }) => outcome === 'failed');
  const found = failed.map((result) => occurrence(iteration, result, result.failure ?? silent));
  const own = iteration.outcome === 'failed' ? iteration.failure : undefined;
  const told =
    own === undefined || failed.some(({ failure }) => failure !== undefined && isSame(failure, own));
  if (!told) found.unshift(occurrence(iteration, failed[0] ?? iteration.results[0], own));
  if (found.length === 0 && iteration.outcome === 'failed') {
    found.push(occurrence(iteration, iteration.results[0], silent));
  }
  return found;
}

function occurrence(iteration: Iteration, result: TestResult | undefined, failure: Failure): Occurrence {
  const where = { container: result?.container ?? '', name: result?.name ?? '' };
  return {
    iteration: iteration.index,
    scope: result?.scope ?? 'method',
    phase: result?.phase ?? 'call',
    failure,
    print: signatureOf(failure, where),
  };
}

function isSame(a: Failure, b: Failure): boolean {
  return a === b || (a.type === b.type && a.message === b.message && a.body === b.body);
}

function groupOf(id: string, members: readonly Occurrence[], links: readonly SignatureLink[]): FailureGroup {
  const facets = facetsOf(members);
  const own = members.find(({ print }) => print.signature.id === id) ?? members[0];
  const messages = variantsOf(members);
  const iterations = distinct(members.map(({ iteration }) => iteration));
  const [first, last] = [iterations[0], iterations.at(-1)];
  return {
    signature: own?.print.signature ?? { id, title: id },
    iterations,
    scope: facets[0]?.scope ?? 'method',
    phase: facets[0]?.phase ?? 'call',
    example: exampleOf(members),
    facets,
    messages: messages.slice(0, mostVariants),
    distinctMessages: messages.length,
    links: links.filter((link) => link.to === id),
    ...(first === undefined || last === undefined ? {} : { first, last }),
  };
}

/** Method before class, body before set-up and tear-down: the most direct one leads. */
function facetsOf(members: readonly Occurrence[]): FailureFacet[] {
  const phases = ['call', 'setup', 'teardown'] as const;
  const scopes = ['method', 'class'] as const;
  return scopes.flatMap((scope) =>
    phases.flatMap((phase) => {
      const here = members.filter((member) => member.scope === scope && member.phase === phase);
      return here.length === 0
        ? []
        : [{ scope, phase, iterations: distinct(here.map(({ iteration }) => iteration)) }];
    }),
  );
}

function variantsOf(members: readonly Occurrence[]): MessageVariant[] {
  const counts = new Map<string, number>();
  for (const { print } of members) counts.set(print.message, (counts.get(print.message) ?? 0) + 1);
  return [...counts]
    .map(([text, count]) => ({ text, count }))
    .toSorted((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1));
}

/** The shortest text that is whole: type, message and stack. */
function exampleOf(members: readonly Occurrence[]): string {
  const texts = members.map(({ failure }) => fullText(failure)).filter((text) => text !== '');
  const withStack = members
    .filter(({ failure }) => failure.body.includes('\n'))
    .map(({ failure }) => fullText(failure));
  const from = withStack.length > 0 ? withStack : texts;
  return from.reduce(
    (best, text) => (text.length < best.length || (text.length === best.length && text < best) ? text : best),
    from[0] ?? '',
  );
}

function fullText({ type, message, body }: Failure): string {
  const head = [type, message].filter((part) => part.trim() !== '').join(': ');
  if (body.trim() === '') return head;
  const firstLine = message.trim().split('\n')[0] ?? '';
  return message.trim() === '' || body.includes(firstLine.slice(0, 200)) ? body : `${head}\n${body}`;
}

/** Two causes of one name are told apart by their place. */
function withDistinctTitles(groups: readonly FailureGroup[]): FailureGroup[] {
  return groups.map((group) => {
    const { signature } = group;
    const twins = groups.filter((other) => other.signature.title === signature.title);
    if (twins.length < 2 || signature.place === undefined) return group;
    return { ...group, signature: { ...signature, title: `${signature.title} (in ${signature.place})` } };
  });
}

function distinct(indexes: readonly number[]): readonly number[] {
  return [...new Set(indexes)].toSorted((a, b) => a - b);
}
