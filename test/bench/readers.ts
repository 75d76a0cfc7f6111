import { createReadStream, readFileSync } from 'node:fs';
import { Parser } from 'saxen';
import { SaxesParser } from 'saxes';
import { readDisk } from '../../src/archives/disk.ts';
import { openFiles } from '../../src/archives/open-files.ts';
import { JunitReader } from '../../src/results/junit-reader.ts';

/** What every reader delivers for a case. */
interface Delivered {
  readonly name: string | undefined;
  readonly classname: string | undefined;
  readonly time: number;
  outcome: string;
  text: string;
}

/** Reads a file and answers how many cases it holds; `plain` answers how many bytes. */
export type Reader = (path: string) => number | Promise<number>;

/** Reads the bytes and does nothing with them: the ceiling. */
export function plain(path: string): number {
  return readFileSync(path).length;
}

/** Reads the bytes of a file of any size and does nothing with them. */
export async function plainStream(path: string): Promise<number> {
  let bytes = 0;
  await readDisk(path, (chunk) => {
    bytes += chunk.length;
    return true;
  });
  return bytes;
}

/** The reader of this project, as `inspect` uses it. */
export async function own(path: string): Promise<number> {
  let cases = 0;
  const reader = new JunitReader({ onCase: () => void cases++ });
  await readDisk(path, (chunk) => {
    reader.write(chunk);
    return !reader.done;
  });
  reader.end();
  return cases;
}

/** The same over a whole folder, found file by file as `inspect` finds them. */
export async function ownFolder(folder: string): Promise<number> {
  let cases = 0;
  for await (const { read } of openFiles(folder)) {
    const reader = new JunitReader({ onCase: () => void cases++ });
    await read((chunk) => {
      reader.write(chunk);
      return !reader.done;
    });
    reader.end();
  }
  return cases;
}

/** A strict streaming library, given a small file at once. */
export function saxes(path: string): number {
  const { parser, cases } = saxesReader();
  parser.write(readFileSync(path, 'utf8')).close();
  return cases();
}

/** The same, given a large file in chunks. */
export async function saxesStream(path: string): Promise<number> {
  const { parser, cases } = saxesReader();
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 1024 * 1024 })) {
    parser.write(String(chunk));
  }
  parser.close();
  return cases();
}

function saxesReader(): { parser: SaxesParser; cases: () => number } {
  const parser = new SaxesParser();
  const gather = gatherer();
  parser.on('opentag', ({ name, attributes }) => gather.open(name, () => attributes));
  parser.on('closetag', ({ name }) => gather.close(name));
  parser.on('text', gather.text);
  parser.on('cdata', gather.text);
  return { parser, cases: gather.cases };
}

/** The fastest parser found that gives up being strict; it wants the whole file as one text. */
export function saxen(path: string): number {
  const gather = gatherer();
  const parser = new Parser();
  parser.on('openTag', (name, attributes, decode) =>
    gather.open(name, () =>
      Object.fromEntries(Object.entries(attributes()).map(([key, value]) => [key, decode(value ?? '')])),
    ),
  );
  parser.on('closeTag', gather.close);
  parser.on('text', (text, decode) => {
    if (gather.wants()) gather.text(decode(text));
  });
  parser.on('cdata', gather.text);
  parser.parse(readFileSync(path, 'utf8'));
  return gather.cases();
}

/** Puts cases together from the events of a library. */
function gatherer(): {
  open: (name: string, attributes: () => Readonly<Record<string, string | undefined>>) => void;
  close: (name: string) => void;
  text: (text: string) => void;
  wants: () => boolean;
  cases: () => number;
} {
  let cases = 0;
  let current: Delivered | undefined;
  let wanted = false;
  return {
    open: (name, attributes) => {
      if (name === 'testcase') {
        const { name: title, classname, time } = attributes();
        current = { name: title, classname, time: Number(time), outcome: 'passed', text: '' };
      } else if (current !== undefined && (name === 'failure' || name === 'error')) {
        current.outcome = name;
        current.text = attributes()['message'] ?? '';
        wanted = true;
      }
    },
    close: (name) => {
      if (name === 'testcase') {
        cases++;
        current = undefined;
      }
      wanted = false;
    },
    text: (text) => {
      if (wanted && current !== undefined) current.text += text;
    },
    wants: () => wanted,
    cases: () => cases,
  };
}
