import type { Failure, TestResult } from '../model/iteration.ts';
import type { FailureFacet, FailureGroup, MessageVariant, SignatureLink } from '../model/signature.ts';
import type { KnownIssueRule } from './known-issues.ts';
import type { TestIdentity } from './place.ts';
import type { Fingerprint } from './signature-of.ts';

/** Different messages shown of one group. */
const mostVariants = 5;
const phases = ['call', 'setup', 'teardown'] as const;
const scopes = ['method', 'class'] as const;

/** One failure, where it happened and what it is. */
export interface Occurrence {
  readonly iteration: number;
  readonly scope: TestResult['scope'];
  readonly phase: TestResult['phase'];
  readonly failure: Failure;
  readonly where: TestIdentity;
  readonly print: Fingerprint;
  /** The rule of a person's that knows it. */
  readonly rule: KnownIssueRule | undefined;
}

/** Once it is known which failures belong together: what there is to say about them. */
export function groupOf(
  id: string,
  members: readonly Occurrence[],
  links: readonly SignatureLink[],
): FailureGroup {
  const ours = members.filter(({ print }) => print.signature.id === id);
  const [own] = ours.length > 0 ? ours : members;
  const rule = own?.rule;
  const facets = facetsOf(members);
  const messages = variantsOf(members);
  const iterations = distinct(members.map(({ iteration }) => iteration));
  const [first, last] = [iterations[0], iterations.at(-1)];
  const title = rule?.title ?? commonTitle(ours.length > 0 ? ours : members) ?? id;
  return {
    signature: { ...own?.print.signature, id, title },
    iterations,
    scope: facets[0]?.scope ?? 'method',
    phase: facets[0]?.phase ?? 'call',
    example: exampleOf(members),
    facets,
    messages: messages.slice(0, mostVariants),
    distinctMessages: messages.length,
    links: links.filter((link) => link.to === id),
    ...(rule === undefined ? {} : { knownIssue: rule.issue }),
    ...(first === undefined || last === undefined ? {} : { first, last }),
  };
}

/** The title of most failures, so that neither their order nor one odd message decides. */
function commonTitle(members: readonly Occurrence[]): string | undefined {
  if (members.length === 1) return members[0]?.print.signature.title;
  const counts = counted(members, ({ print }) => print.signature.title);
  return [...counts].toSorted(([a, some], [b, others]) => others - some || (a < b ? -1 : 1))[0]?.[0];
}

/** How often each name occurs. */
export function counted<T>(items: readonly T[], nameOf: (item: T) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) {
    const name = nameOf(item);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** Method before class, body before set-up and tear-down: the most direct one leads. */
function facetsOf(members: readonly Occurrence[]): FailureFacet[] {
  const [only] = members;
  if (only !== undefined && members.length === 1)
    return [{ scope: only.scope, phase: only.phase, iterations: [only.iteration] }];
  const facets: FailureFacet[] = [];
  for (const scope of scopes) {
    for (const phase of phases) {
      const here = members.filter((member) => member.scope === scope && member.phase === phase);
      if (here.length === 0) continue;
      facets.push({ scope, phase, iterations: distinct(here.map(({ iteration }) => iteration)) });
    }
  }
  return facets;
}

function variantsOf(members: readonly Occurrence[]): MessageVariant[] {
  const [only] = members;
  if (only !== undefined && members.length === 1) return [{ text: only.print.message, count: 1 }];
  return [...counted(members, ({ print }) => print.message)]
    .map(([text, count]) => ({ text, count }))
    .toSorted((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1));
}

/** The shortest text that is whole: one with a stack if there is any. */
function exampleOf(members: readonly Occurrence[]): string {
  const withStack = members.filter(({ failure }) => failure.body.includes('\n'));
  let best = '';
  for (const { failure } of withStack.length > 0 ? withStack : members) {
    // A full text is no shorter than its body: most need not be put together.
    if (best !== '' && failure.body.length > best.length) continue;
    const text = fullText(failure);
    if (isBetter(text, best)) best = text;
  }
  return best;
}

function isBetter(text: string, best: string): boolean {
  if (text === '') return false;
  return best === '' || text.length < best.length || (text.length === best.length && text < best);
}

/** Type, message and stack; the body alone where it already begins with the message. */
function fullText({ type, message, body }: Failure): string {
  const head = [type, message].filter((part) => part.trim() !== '').join(': ');
  if (body.trim() === '') return head;
  const firstLine = message.trim().split('\n', 1)[0] ?? '';
  return firstLine === '' || body.includes(firstLine.slice(0, 200)) ? body : `${head}\n${body}`;
}

function distinct(indexes: readonly number[]): readonly number[] {
  if (indexes.length === 1) return indexes;
  return [...new Set(indexes)].toSorted((a, b) => a - b);
}
