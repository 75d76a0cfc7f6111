import { CaseBuilder } from './case-builder.ts';
import { Element, elementName } from './elements.ts';
import { Utf8Stream } from './encoding.ts';
import { contentOf, isReportRoot, lookAlike } from './look-alikes.ts';
import type { ReportCase, ReportSummary, SuiteProblem } from './report.ts';
import { ReportTally } from './report-tally.ts';
import type { TextLimits } from './text-collector.ts';
import { type XmlListener, XmlScanner } from './xml-scanner.ts';
import type { Tag } from './xml-tag.ts';

/** Where a reader delivers what it finds, each as soon as its closing tag is read. */
export interface ReportListener {
  onCase(testCase: ReportCase): void;
  onSuiteProblem?(problem: SuiteProblem): void;
}

/** Bytes kept of a failure's text unless a caller says otherwise. */
export const defaultLimits: TextLimits = { head: 96 * 1024, tail: 32 * 1024 };

/**
 * Reads a JUnit-shaped report of any size that is pushed at it in chunks. Needs memory for one open case,
 * never for the file. Throws for no input: what cannot be read is said in the summary.
 */
export class JunitReader implements XmlListener {
  private readonly scanner = new XmlScanner(this);
  private readonly decoder = new Utf8Stream((chunk) => this.scanner.write(chunk));
  private readonly tally = new ReportTally();
  private readonly builder: CaseBuilder;
  private rootName: string | undefined;
  private isReport = false;
  private isBlank = true;

  constructor(listener: ReportListener, limits: TextLimits = defaultLimits) {
    const onCase = (testCase: ReportCase): void => {
      this.tally.count(testCase);
      listener.onCase(testCase);
    };
    const onSuiteProblem = (problem: SuiteProblem): void => {
      this.tally.suiteProblems++;
      listener.onSuiteProblem?.(problem);
    };
    this.builder = new CaseBuilder({ onCase, onSuiteProblem }, limits);
  }

  /** Whether nothing further can change what the reader says. */
  get done(): boolean {
    return this.scanner.fault !== undefined;
  }

  /** Reads a chunk; its bytes may be used again when this returns. */
  write(chunk: Uint8Array): void {
    if (this.isBlank) this.sniff(chunk);
    if (!this.done) this.decoder.write(chunk);
  }

  /** Says that there is no more, and what the file was. */
  end(): ReportSummary {
    if (this.isBlank) this.scanner.fail('an empty file', 0, 'not-junit');
    if (!this.done) this.decoder.end();
    const encoding = this.decoder.encoding;
    if (encoding?.unsupported !== undefined) {
      this.scanner.fail(`it is written in ${encoding.unsupported}, which is not read`, 0, 'not-junit');
    }
    if (encoding?.lenient !== undefined) this.scanner.lenient.add(encoding.lenient);
    this.scanner.end();
    if (this.rootName === undefined) this.scanner.fail('it holds no element', 0);
    this.tally.lost = this.builder.abandon();
    return this.summary();
  }

  open(element: number, tag: Tag, name: string): boolean {
    const { depth } = this.scanner;
    if (depth === 1) this.root(element, name === '' ? elementName(element) : name);
    if (element === Element.testsuite) this.tally.suites++;
    if (depth === 1 || (depth === 2 && element === Element.testsuite)) this.tally.declare(tag, depth);
    if (element === Element.testcase && this.tally.suites > 0) this.isReport = true;
    return this.builder.open(element, tag, this.scanner.parent());
  }

  close(element: number): void {
    this.builder.close(element);
  }

  text(bytes: Buffer, from: number, to: number): void {
    this.builder.text({ bytes, from, to }, false);
  }

  literal(bytes: Buffer, from: number, to: number): void {
    this.builder.text({ bytes, from, to }, true);
  }

  private sniff(chunk: Uint8Array): void {
    const content = contentOf(chunk);
    if (content === 'blank') return;
    this.isBlank = false;
    if (content !== 'xml') this.scanner.fail(content, 0, 'not-junit');
  }

  private root(element: number, name: string): void {
    this.rootName = name;
    this.isReport = isReportRoot(element);
    const other = lookAlike(name);
    if (other !== undefined) this.scanner.fail(other, 0, 'not-junit');
  }

  private summary(): ReportSummary {
    const { fault } = this.scanner;
    const { counts, declared } = this.tally;
    const facts = { counts, declared, declaredMismatch: fault === undefined && this.tally.mismatch };
    if (this.rootName !== undefined && !this.isReport && fault?.status !== 'refused') {
      return {
        status: 'not-junit',
        reason: fault?.status === 'not-junit' ? fault.reason : otherRoot(this.rootName),
        ...facts,
      };
    }
    if (fault !== undefined)
      return { status: fault.status, reason: fault.reason, stoppedAt: fault.offset, ...facts };
    const [lenient] = this.scanner.lenient;
    return lenient === undefined
      ? { status: 'ok', ...facts }
      : { status: 'ok-lenient', reason: lenient, ...facts };
  }
}

function otherRoot(name: string): string {
  return `XML whose root is <${name.slice(0, 80)}>`;
}
