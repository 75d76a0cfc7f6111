import type { LinkTarget } from '../model/issue-link.ts';
import { namedTest, parseSelector, type SelectorPart } from '../model/selector.ts';
import type { KnownIssueRule } from './known-issues.ts';
import type { TestIdentity } from './place.ts';

/** Parameters longer than this make no variant of a test. */
const longestVariant = 300;

/** The ticket that a failure is tied to, by its cause before its test; undefined when nobody tied it. */
export interface IssueLinks {
  /** Whether nobody tied anything: then there is nothing to look up. */
  readonly isEmpty: boolean;
  ofSignature(ids: readonly string[]): string | undefined;
  ofTest(where: TestIdentity): string | undefined;
}

/** A link as a rule, to stand among those of the project's file: it names the ticket and changes no group. */
export function linkRule(issue: string, link: LinkTarget): KnownIssueRule {
  return { issue, link };
}

/** Looks up links; of two for one test or cause the first holds. */
export function issueLinks(rules: readonly KnownIssueRule[]): IssueLinks {
  const signatures = new Map<string, string>();
  const tests: { readonly parts: readonly SelectorPart[]; readonly issue: string }[] = [];
  for (const { issue, link } of rules) {
    if (link === undefined) continue;
    if (link.kind === 'test') tests.push({ parts: parseSelector(link.target).parts, issue });
    else if (!signatures.has(link.target)) signatures.set(link.target, issue);
  }
  return {
    isEmpty: signatures.size === 0 && tests.length === 0,
    ofSignature: (ids) => ids.flatMap((id) => signatures.get(id) ?? [])[0],
    ofTest: (where) => tests.find(({ parts }) => parts.some((part) => isTest(part, where)))?.issue,
  };
}

/** Whether a test of the history, `container#name`, is one that a selection asks for. */
export function isSelected(selector: string, test: string): boolean {
  const where = identityOf(test);
  return parseSelector(selector).parts.some((part) => isTest(part, where));
}

/** What `container#name` of the history is made of. */
export function identityOf(test: string): TestIdentity {
  const at = test.indexOf('#');
  return at < 0 ? { container: test, name: '' } : { container: test.slice(0, at), name: test.slice(at + 1) };
}

/** Of a method everything else may lack but not differ; of a class every test in it, and what fails around them. */
function isTest(part: SelectorPart, where: TestIdentity): boolean {
  const named = namedTest(part);
  const { text } = part;
  if (named === undefined) {
    if (where.name !== '' && isMethod(text, where.name) && !/[./\\]/.test(text)) return true;
    return where.container !== '' && ends(segments(where.container), segments(text));
  }
  return isMethod(named.method, where.name) && ends(segments(where.container), segments(named.holder));
}

/** The name itself, or with the parameters or the tag of a variant behind it. */
function isMethod(wanted: string, name: string): boolean {
  if (name === wanted) return true;
  if (!name.startsWith(wanted) || name.length - wanted.length > longestVariant) return false;
  return /^(?:[[({].*[\])}](?:-\w+)*|(?:-\w+)+)$/s.test(name.slice(wanted.length));
}

/** Both are compared from their ends, as far as the shorter one goes. */
function ends(named: readonly string[], wanted: readonly string[]): boolean {
  const shared = Math.min(named.length, wanted.length);
  if (shared === 0) return false;
  return wanted.slice(-shared).every((segment, at) => segment === named[named.length - shared + at]);
}

/** `pkg.Outer$Inner`, `a/b_test.py::TestX` and `src/a.test.ts` in their parts. */
function segments(name: string): readonly string[] {
  return name
    .replace(/\.(?:java|kt|py|jsx?|mjs|cjs|tsx?|mts|cts|go|rs|rb|php|cs|scala|groovy|swift)(?=$|::)/, '')
    .split(/[/\\.$:]+/)
    .filter((segment) => segment !== '');
}
