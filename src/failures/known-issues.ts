import { RE2JS, RE2JSException } from 're2js';
import { UserError } from '../model/errors.ts';
import type { LinkTarget } from '../model/issue-link.ts';
import type { Failure } from '../model/iteration.ts';
import { cleanText } from './clean.ts';
import type { TestIdentity } from './place.ts';

/** What a person wrote down about a failure they know, by one of three ways to recognise it. */
export interface KnownIssueRule {
  /** The ticket it is tracked in: a key or an address. */
  readonly issue: string;
  /** What the group is called; absent, it keeps the title it has. */
  readonly title?: string;
  /** Text that a line of the message or stack contains; case does not matter. */
  readonly contains?: string;
  /** A regular expression (RE2 syntax: no look-around, no back-references) for one line; case does not matter. */
  readonly pattern?: string;
  /** Limits the rule to tests whose `Class#name` contains this; case matters. */
  readonly test?: string;
  /** Instead of a text or a pattern: what a person tied to the ticket. It names the ticket and changes no group. */
  readonly link?: LinkTarget;
}

/** Finds the first rule that knows a failure. */
export type KnownIssues = (failure: Failure, where: TestIdentity) => KnownIssueRule | undefined;

const longestPattern = 1_000;
/** What of a text a pattern is tried on: the engine is linear, but two orders slower than a search. */
const patternWindow = 100_000;

/**
 * Prepares people's rules; they are tried in order, on top of the automatic signatures.
 * @throws UserError E-PATTERN when a rule has neither or both of contains and pattern, or a pattern is not RE2.
 */
export function knownIssues(rules: readonly KnownIssueRule[]): KnownIssues {
  const written = rules.filter(({ link }) => link === undefined);
  const prepared = written.map((rule) => ({ rule, matches: matcherOf(rule) }));
  return (failure, where) => {
    if (prepared.length === 0) return undefined;
    const test = where.container === '' ? where.name : `${where.container}#${where.name}`;
    const text = cleanText(
      [failure.type, failure.message, failure.body].filter((part) => part !== '').join('\n'),
    );
    return prepared.find(({ rule, matches }) => test.includes(rule.test ?? '') && matches(text))?.rule;
  };
}

function matcherOf(rule: KnownIssueRule): (text: string) => boolean {
  const { contains, pattern, issue } = rule;
  if (contains !== undefined && contains.trim() !== '' && pattern === undefined) {
    const wanted = contains.toLowerCase();
    return (text) => text.toLowerCase().includes(wanted);
  }
  if (pattern === undefined || contains !== undefined || pattern === '' || pattern.length > longestPattern) {
    throw new UserError(
      'E-PATTERN',
      `The known issue ${issue} needs either a text it contains or a pattern of up to ${longestPattern} characters.`,
    );
  }
  const compiled = compile(pattern, issue);
  return (text) => compiled.matcher(text.slice(0, patternWindow)).find();
}

function compile(pattern: string, issue: string): RE2JS {
  try {
    return RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE | RE2JS.MULTILINE);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new UserError('E-PATTERN', `The pattern of the known issue ${issue} is not one: ${error.message}.`);
  }
}
