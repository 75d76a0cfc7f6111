import { Attribute } from './attribute-names.ts';
import { attributeOf, durationMs, longAttribute } from './attributes.ts';
import { Element } from './elements.ts';
import type { Attempt, Problem, ReportCase, SuiteProblem } from './report.ts';
import { type Stretch, TextCollector, type TextLimits } from './text-collector.ts';
import type { Tag } from './xml-tag.ts';

/** Where finished cases and problems of suites go. */
export interface CaseListener {
  readonly onCase: (testCase: ReportCase) => void;
  readonly onSuiteProblem: (problem: SuiteProblem) => void;
}

interface OpenSuite {
  readonly name: string;
  readonly file: string;
}

/** A case while its children are read: the one that is delivered, still being written. */
type OpenCase = { -readonly [field in keyof ReportCase]: ReportCase[field] };

/** An element whose text is being put together. */
interface OpenText {
  readonly element: number;
  readonly depth: number;
  /** The case it belongs to; undefined for a suite. */
  readonly owner: OpenCase | undefined;
  readonly type: string;
  readonly message: string;
  readonly body: TextCollector;
}

/** Problems and attempts kept of one case, at most: what comes after changes no outcome. */
const MAX_PROBLEMS = 100;
const NO_PROBLEMS: readonly Problem[] = [];
const NO_ATTEMPTS: readonly Attempt[] = [];

/** Puts suites, cases and their problems together from the elements of a report. */
export class CaseBuilder {
  private readonly listener: CaseListener;
  private readonly limits: TextLimits;
  private readonly suites: OpenSuite[] = [];
  private readonly cases: OpenCase[] = [];
  private readonly texts: OpenText[] = [];
  private depth = 0;

  constructor(listener: CaseListener, limits: TextLimits) {
    this.listener = listener;
    this.limits = limits;
  }

  /** Begins an element inside `parent`; answers whether its text is wanted. */
  open(element: number, tag: Tag, parent: number): boolean {
    this.depth++;
    if (element === Element.testcase) {
      this.cases.push(openCase(tag, this.suites.at(-1)));
      return false;
    }
    if (element === Element.testsuite) {
      this.suites.push({
        name: attributeOf(tag, Attribute.name) ?? '',
        file: attributeOf(tag, Attribute.file) ?? '',
      });
      return false;
    }
    if (element === Element.stackTrace) return isAttempt(parent) && this.texts.length > 0;
    if (!holdsText(element)) return false;
    if (parent === Element.testcase) return this.openText(element, tag, this.cases.at(-1));
    return parent === Element.testsuite && isProblem(element) && this.openText(element, tag, undefined);
  }

  /** Ends the innermost element. */
  close(element: number): void {
    if (element === Element.testcase) this.closeCase();
    else if (element === Element.testsuite) this.suites.pop();
    else if (this.texts.length > 0 && this.texts.at(-1)?.depth === this.depth) this.closeText();
    this.depth--;
  }

  /** Adds text to the innermost element that wants it. */
  text(piece: Stretch, isLiteral: boolean): void {
    this.texts.at(-1)?.body.add(piece, isLiteral);
  }

  /**
   * Ends what a damaged file left open: a case whose problem is complete failed, of any other nothing is known.
   * Answers how many are lost.
   */
  abandon(): number {
    let lost = 0;
    for (const open of this.cases.splice(0).reverse()) {
      if (open.problems.length === 0) lost++;
      else this.deliver(open);
    }
    return lost;
  }

  private openText(element: number, tag: Tag, owner: OpenCase | undefined): boolean {
    this.texts.push({
      element,
      depth: this.depth,
      owner,
      type: attributeOf(tag, Attribute.type) ?? '',
      message: longAttribute(tag, Attribute.message, this.limits),
      body: new TextCollector(this.limits),
    });
    return true;
  }

  private closeText(): void {
    const open = this.texts.pop();
    if (open === undefined) return;
    const { element, owner, type, message } = open;
    const body = open.body.toString();
    if (isSkip(element)) {
      if (owner !== undefined) owner.skipMessage ??= message || body.trim() || type;
      return;
    }
    const isError =
      element === Element.error || element === Element.flakyError || element === Element.rerunError;
    const problem: Problem = { kind: isError ? 'error' : 'failure', type, message, body };
    if (owner === undefined) {
      this.listener.onSuiteProblem({ suite: this.suites.at(-1)?.name ?? '', problem });
    } else if (isProblem(element)) owner.problems = withProblem(owner.problems, problem);
    else if (owner.attempts.length < MAX_PROBLEMS) {
      const attempt: Attempt = { kind: isFlaky(element) ? 'flaky' : 'rerun', problem };
      owner.attempts = [...owner.attempts, element === Element.unnamed ? { kind: 'unnamed' } : attempt];
    }
  }

  private closeCase(): void {
    const open = this.cases.pop();
    if (open !== undefined) this.deliver(open);
  }

  private deliver(open: OpenCase): void {
    if (open.problems.length > 0) {
      open.outcome = open.problems.some((problem) => problem.kind === 'error') ? 'error' : 'failed';
    } else if (open.skipMessage !== undefined) open.outcome = 'skipped';
    this.listener.onCase(open);
  }
}

/** Keeps the first problems, and an error beyond them since it outweighs failures. */
function withProblem(problems: readonly Problem[], problem: Problem): readonly Problem[] {
  if (problems.length < MAX_PROBLEMS) return [...problems, problem];
  return problem.kind === 'error' ? [...problems.slice(1), problem] : problems;
}

function openCase(tag: Tag, suite: OpenSuite | undefined): OpenCase {
  return {
    suite: suite?.name ?? '',
    file: attributeOf(tag, Attribute.file) ?? suite?.file ?? '',
    classname: attributeOf(tag, Attribute.classname) ?? attributeOf(tag, Attribute.class) ?? '',
    name: attributeOf(tag, Attribute.name) ?? '',
    durationMs: durationMs(tag),
    outcome: outcomeSaid(tag),
    problems: NO_PROBLEMS,
    attempts: NO_ATTEMPTS,
    skipMessage: undefined,
  };
}

const skippedWords = new Set(['disabled', 'notrun', 'skipped', 'ignored', 'suppressed']);
const failedWords = new Set(['failed', 'fail', 'failure']);
const errorWords = new Set(['errored', 'error']);

/** What a case's attributes say of its outcome; its children outweigh them. */
function outcomeSaid(tag: Tag): ReportCase['outcome'] {
  if (!tag.has(Attribute.status) && !tag.has(Attribute.result)) return 'passed';
  const words = [attributeOf(tag, Attribute.status), attributeOf(tag, Attribute.result)].map((word) =>
    (word ?? '').trim().toLowerCase(),
  );
  if (words.some((word) => skippedWords.has(word))) return 'skipped';
  if (words.some((word) => errorWords.has(word))) return 'error';
  return words.some((word) => failedWords.has(word)) ? 'failed' : 'passed';
}

function isProblem(element: number): boolean {
  return element === Element.failure || element === Element.error;
}

function isSkip(element: number): boolean {
  return element === Element.skipped || element === Element.disabled || element === Element.ignored;
}

function isFlaky(element: number): boolean {
  return element === Element.flakyFailure || element === Element.flakyError;
}

function isAttempt(element: number): boolean {
  return isFlaky(element) || element === Element.rerunFailure || element === Element.rerunError;
}

function holdsText(element: number): boolean {
  return isProblem(element) || isSkip(element) || isAttempt(element) || element === Element.unnamed;
}
