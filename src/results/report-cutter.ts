import { elementName, isPassedOver } from './elements.ts';
import { Utf8Stream } from './encoding.ts';
import { parseReport } from './parse-report.ts';
import type { ParsedReport } from './report.ts';
import { type XmlListener, XmlScanner } from './xml-scanner.ts';
import type { Tag } from './xml-tag.ts';

/** A report being cut: write to it in chunks, then ask for what is left. */
export interface ReportCutter {
  write(chunk: Uint8Array): void;
  /**
   * The report without output, properties and comments; undefined when `original` is odd in any way,
   * reads otherwise, or is larger than the limit: then only the whole file says what it said.
   */
  end(original: ParsedReport): string | undefined;
}

/** Takes out of a report what says nothing of any outcome, in bytes of what is left at most `limit`. */
export function cutReport(limit: number): ReportCutter {
  const writer = new Writer(limit);
  const scanner = new XmlScanner(writer);
  const decoder = new Utf8Stream((chunk) => scanner.write(chunk));
  return {
    write: (chunk) => decoder.write(chunk),
    end(original) {
      decoder.end();
      scanner.end();
      if (original.status !== 'ok' || scanner.fault !== undefined || writer.size > limit) return undefined;
      const cut = Buffer.concat(writer.pieces).toString('utf8');
      return saysTheSame(parseReport(original.path, Buffer.from(cut)), original) ? cut : undefined;
    },
  };
}

function saysTheSame(cut: ParsedReport, original: ParsedReport): boolean {
  return JSON.stringify(essence(cut)) === JSON.stringify(essence(original));
}

function essence({ status, cases, suiteProblems, counts, declared }: ParsedReport): unknown {
  return [status, cases, suiteProblems, counts, declared];
}

/** Writes down what it hears of, but for elements nobody reads. */
class Writer implements XmlListener {
  readonly pieces: Buffer[] = [];
  size = 0;
  /** What closes each open element; nothing for those that close themselves or are left out. */
  private readonly closings: string[] = [];
  /** How many of the open elements are left out. */
  private left = 0;
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  open(element: number, tag: Tag, name: string): boolean {
    if (this.left > 0 || isPassedOver(element)) {
      this.left++;
      return false;
    }
    const written = name === '' ? elementName(element) : name;
    this.add(Buffer.from(`<${written}`));
    this.add(tag.written);
    this.closings.push(tag.empty ? '' : `</${written}>`);
    return true;
  }

  close(): void {
    if (this.left > 0) this.left--;
    else this.add(Buffer.from(this.closings.pop() ?? ''));
  }

  text(bytes: Buffer, from: number, to: number): void {
    this.add(bytes.subarray(from, to));
  }

  literal(bytes: Buffer, from: number, to: number): void {
    this.add(Buffer.from('<![CDATA['));
    this.add(bytes.subarray(from, to));
    this.add(Buffer.from(']]>'));
  }

  /** Beyond the limit nothing more is kept: it will not be asked for. */
  private add(piece: Buffer): void {
    this.size += piece.length;
    if (this.size <= this.limit) this.pieces.push(Buffer.from(piece));
  }
}
