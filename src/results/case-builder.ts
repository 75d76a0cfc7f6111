import { attribute, durationMs, longAttribute } from './attributes.ts';
import { Element } from './elements.ts';
import { decodeEntities } from './entities.ts';
import type { Attempt, Problem, ReportCase, SuiteProblem } from './report.ts';
import { TextCollector, type TextLimits } from './text-collector.ts';
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

interface OpenCase {
  readonly suite: string;
  readonly file: string;
  readonly classname: string;
  readonly name: string;
  readonly durationMs: number | undefined;
  /** What the attributes say; children outweigh it. */
  readonly said: 'passed' | 'failed' | 'error' | 'skipped';
  readonly problems: Problem[];
  readonly attempts: Attempt[];
  skipMessage: string | undefined;
}

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

const skippedWords = new Set(['disabled', 'notrun', 'skipped', 'ignored', 'suppressed']);
const failedWords = new Set(['failed', 'fail', 'failure']);
const errorWords = new Set(['errored', 'error']);

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
    switch (element) {
      case Element.testcase:
        this.cases.push(this.openCase(tag));
        return false;
      case Element.testsuite:
        this.suites.push({ name: attribute(tag, 'name') ?? '', file: attribute(tag, 'file') ?? '' });
        return false;
      case Element.stackTrace:
        return isAttempt(parent) && this.texts.length > 0;
      default:
        if (!holdsText(element)) return false;
        if (parent === Element.testcase) return this.openText(element, tag, this.cases.at(-1));
        if (parent === Element.testsuite && isProblem(element)) return this.openText(element, tag, undefined);
        return false;
    }
  }

  /** Ends the innermost element. */
  close(element: number): void {
    if (element === Element.testcase) this.closeCase();
    else if (element === Element.testsuite) this.suites.pop();
    else if (this.texts.length > 0 && this.texts.at(-1)?.depth === this.depth) this.closeText();
    this.depth--;
  }

  /** Adds text to the innermost element that wants it. */
  text(piece: string, isLiteral: boolean): void {
    this.texts.at(-1)?.body.add(isLiteral ? piece : decodeEntities(piece));
  }

  /** Ends what a damaged file left open: a case whose problem is complete failed, of any other nothing is known. */
  abandon(): number {
    let lost = 0;
    for (const open of this.cases.splice(0).reverse()) {
      if (open.problems.length === 0) lost++;
      else this.listener.onCase(finished(open));
    }
    return lost;
  }

  private openCase(tag: Tag): OpenCase {
    const suite = this.suites.at(-1);
    return {
      suite: suite?.name ?? '',
      file: attribute(tag, 'file') ?? suite?.file ?? '',
      classname: attribute(tag, 'classname') ?? attribute(tag, 'class') ?? '',
      name: attribute(tag, 'name') ?? '',
      durationMs: durationMs(tag),
      said: saidBy(attribute(tag, 'status'), attribute(tag, 'result')),
      problems: [],
      attempts: [],
      skipMessage: undefined,
    };
  }

  private openText(element: number, tag: Tag, owner: OpenCase | undefined): boolean {
    const message = new TextCollector(this.limits);
    message.add(longAttribute(tag, 'message'));
    this.texts.push({
      element,
      depth: this.depth,
      owner,
      type: attribute(tag, 'type') ?? '',
      message: message.toString(),
      body: new TextCollector(this.limits),
    });
    return true;
  }

  private closeText(): void {
    const open = this.texts.pop();
    if (open === undefined) return;
    const { element, owner, type, message } = open;
    const body = open.body.toString().replaceAll('\r\n', '\n');
    if (isSkip(element)) {
      if (owner !== undefined) owner.skipMessage ??= message || body.trim() || type;
      return;
    }
    const isError =
      element === Element.error || element === Element.flakyError || element === Element.rerunError;
    const problem: Problem = { kind: isError ? 'error' : 'failure', type, message, body };
    if (owner === undefined) this.listener.onSuiteProblem({ suite: this.suites.at(-1)?.name ?? '', problem });
    else if (isProblem(element)) owner.problems.push(problem);
    else if (element === Element.unnamed) owner.attempts.push({ kind: 'unnamed' });
    else owner.attempts.push({ kind: isFlaky(element) ? 'flaky' : 'rerun', problem });
  }

  private closeCase(): void {
    const open = this.cases.pop();
    if (open !== undefined) this.listener.onCase(finished(open));
  }
}

function finished(open: OpenCase): ReportCase {
  const { suite, file, classname, name, problems, attempts, skipMessage } = open;
  return {
    suite,
    file,
    classname,
    name,
    ...(open.durationMs === undefined ? {} : { durationMs: open.durationMs }),
    outcome: outcomeOf(open),
    problems,
    attempts,
    ...(skipMessage === undefined ? {} : { skipMessage }),
  };
}

function outcomeOf(open: OpenCase): ReportCase['outcome'] {
  if (open.problems.some((problem) => problem.kind === 'error')) return 'error';
  if (open.problems.length > 0) return 'failed';
  return open.skipMessage === undefined ? open.said : 'skipped';
}

function saidBy(status: string | undefined, result: string | undefined): OpenCase['said'] {
  if (status === undefined && result === undefined) return 'passed';
  const words = [status, result].map((word) => (word ?? '').trim().toLowerCase());
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
