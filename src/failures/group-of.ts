import type { Failure, TestResult } from '../model/iteration.ts';
import type { FailureFacet, FailureGroup, MessageVariant, SignatureLink } from '../model/signature.ts';
import type { KnownIssueRule } from './known-issues.ts';
import type { TestIdentity } from './place.ts';
import type { Fingerprint } from './signature-of.ts';

/** Different messages shown of one group. */
const mostVariants = 5;

/** One failure, where it happened and what it is. */
export interface Occurrence {
  readonly iteration: number;
  readonly scope: TestResult['scope'];
  readonly phase: TestResult['phase'];
  readonly failure: Failure;
  readonly where: TestIdentity;
  readonly print: Fingerprint;
  /** The rule of a person's that knows it. */
  readonly rule?: KnownIssueRule;
}

/** Once it is known which failures belong together: what there is to say about them. */
export function groupOf(
  id: string,
  members: readonly Occurrence[],
  links: readonly SignatureLink[],
): FailureGroup {
  const facets = facetsOf(members);
  const own = members.find(({ print }) => print.signature.id === id) ?? members[0];
  const rule = own?.rule;
  const messages = variantsOf(members);
  const iterations = distinct(members.map(({ iteration }) => iteration));
  const [first, last] = [iterations[0], iterations.at(-1)];
  const ours = members.filter(({ print }) => print.signature.id === id);
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
  const counts = new Map<string, number>();
  for (const { print } of members) {
    const { title } = print.signature;
    counts.set(title, (counts.get(title) ?? 0) + 1);
  }
  return [...counts].toSorted(([a, some], [b, others]) => others - some || (a < b ? -1 : 1))[0]?.[0];
}

/** Method before class, body before set-up and tear-down: the most direct one leads. */
function facetsOf(members: readonly Occurrence[]): FailureFacet[] {
  const phases = ['call', 'setup', 'teardown'] as const;
  const scopes = ['method', 'class'] as const;
  const seen = new Map<string, number[]>();
  for (const { scope, phase, iteration } of members) {
    const here = seen.get(`${scope} ${phase}`);
    if (here === undefined) seen.set(`${scope} ${phase}`, [iteration]);
    else here.push(iteration);
  }
  return scopes.flatMap((scope) =>
    phases.flatMap((phase) => {
      const here = seen.get(`${scope} ${phase}`);
      return here === undefined ? [] : [{ scope, phase, iterations: distinct(here) }];
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
  return [...new Set(indexes)].toSorted((a, b) => a - b);
}
