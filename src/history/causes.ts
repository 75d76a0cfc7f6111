import { digest64 } from '../failures/digest.ts';
import { identityOf, issueLinks, type IssueLinks } from '../failures/issue-links.ts';
import { knownIssues, type KnownIssueRule } from '../failures/known-issues.ts';
import { groupRecords } from '../failures/records.ts';
import type { SeenSignature, SignatureHistory } from '../model/history.ts';

/** One cause of a test's failures in one build. */
export interface Occurred {
  readonly test: string;
  readonly signature: string;
  readonly count: number;
  /** ISO time of the build. */
  readonly at: string;
}

/** Causes of a window, most frequent first: over all tests, and of one. */
export interface Causes {
  readonly all: readonly SignatureHistory[];
  readonly ofTest: (test: string) => readonly SignatureHistory[];
}

type Named = Pick<SignatureHistory, 'id' | 'title' | 'knownIssue'>;

/**
 * Takes near-duplicates together and puts the tickets of people's rules on what is left.
 * @throws UserError E-PATTERN when a rule cannot be understood.
 */
export function causesOf(
  failures: readonly Occurred[],
  signatures: readonly SeenSignature[],
  rules: readonly KnownIssueRule[],
): Causes {
  const nameOf = namesOf(signatures, rules);
  const tied = issueLinks(rules);
  const all = new Map<string, SignatureHistory>();
  const byTest = new Map<string, Map<string, SignatureHistory>>();
  for (const failure of failures) {
    const named = nameOf(failure);
    const own = byTest.get(failure.test) ?? new Map<string, SignatureHistory>();
    byTest.set(failure.test, own);
    add(own, withTicket(named, tied.ofTest(identityOf(failure.test))), failure);
    add(all, named, failure);
  }
  return {
    all: frequent(all.values()).map((cause) => withTicket(cause, ticketOfAll(cause.tests, tied))),
    ofTest: (test) => frequent(byTest.get(test)?.values() ?? []),
  };
}

/** A cause all of whose tests have a ticket is tracked, by the first one's where they differ. */
function ticketOfAll(tests: readonly string[], tied: IssueLinks): string | undefined {
  const tickets = tests.map((test) => tied.ofTest(identityOf(test)));
  return tickets.includes(undefined) ? undefined : tickets[0];
}

/** A test's own ticket is named where its cause has none. */
function withTicket<One extends Named>(named: One, issue: string | undefined): One {
  return named.knownIssue !== undefined || issue === undefined ? named : { ...named, knownIssue: issue };
}

function namesOf(
  signatures: readonly SeenSignature[],
  rules: readonly KnownIssueRule[],
): (failure: Occurred) => Named {
  const seen = new Map(signatures.map((one) => [one.id, one]));
  const known = knownIssues(rules);
  const tied = issueLinks(rules);
  const { records } = groupRecords(
    signatures.map(({ id, container, name, example }) => ({
      id,
      classname: container,
      name,
      kind: example.kind,
      type: example.type,
      message: example.message,
      text: example.body,
    })),
  );
  const groups = new Map(records.map(({ id, signature, title }) => [id, { id: signature, title }]));
  const names = new Map<string, Named>();
  return ({ test, signature }) => {
    const key = `${test}\n${signature}`;
    const before = names.get(key);
    if (before !== undefined) return before;
    const example = seen.get(signature)?.example;
    const rule = example && known(example, { container: '', name: test });
    const group = groups.get(signature) ?? { id: signature, title: signature };
    const named =
      rule === undefined
        ? withTicket(group, tied.ofSignature([signature, group.id]))
        : { id: `k1-${digest64(rule.issue)}`, title: rule.title ?? group.title, knownIssue: rule.issue };
    names.set(key, named);
    return named;
  };
}

function add(causes: Map<string, SignatureHistory>, named: Named, { test, count, at }: Occurred): void {
  const before = causes.get(named.id) ?? { ...named, count: 0, first: at, last: at, tests: [] };
  causes.set(named.id, {
    ...before,
    count: before.count + count,
    first: at < before.first ? at : before.first,
    last: at > before.last ? at : before.last,
    tests: before.tests.includes(test) ? before.tests : [...before.tests, test].toSorted(),
  });
}

function frequent(causes: Iterable<SignatureHistory>): readonly SignatureHistory[] {
  return [...causes].toSorted((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1));
}
