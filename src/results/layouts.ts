/** Which iteration a file of a batch belongs to. Files of one machine and iteration are read together. */
export interface Place {
  readonly machine: string;
  /** The number the service gave it, not yet the run's own; equal numbers on one machine are one iteration. */
  readonly iteration: number;
  /** What the file's folder says of the exit of its process, if it does. */
  readonly exitCode?: 0 | 1;
}

/** A way in which CI services leave the reports of many iterations behind. */
export interface Layout {
  readonly name: LayoutName;
  readonly about: string;
  /** How a file holds iterations: one a file, or many told by the names of its cases or by their order. */
  readonly holds: 'one' | 'numbered-cases' | 'repeated-cases';
  /** Where a file belongs by its path; undefined when it is no report of this layout. */
  readonly place: (path: string) => Place | undefined;
}

export type LayoutName =
  | 'passes-and-fails'
  | 'numbered-folders'
  | 'numbered-files'
  | 'numbered-cases'
  | 'repeated-cases'
  | 'one-report'
  | 'run-log';

/** What a batch is when nothing tells its iterations apart. */
export const oneReport: Layout = {
  name: 'one-report',
  about: 'one iteration for each machine',
  holds: 'one',
  place: wholeFile,
};

/** The layouts that are known, most telling first: what fits all files of a batch is taken. */
export const layouts: readonly Layout[] = [
  {
    name: 'passes-and-fails',
    about: "Cassandra's repeat jobs: <node>/…/passes|fails/<iteration>/TEST-….xml",
    holds: 'one',
    place: (path) => {
      const found =
        /^(?:(.*?)\/)?(?:(?:junitxml|output)\/)?(passes|fails)\/(\d{1,9})\/[^/]+(?:\/[^/]+)?$/.exec(path);
      if (found === null) return undefined;
      return {
        machine: found[1] || 'ci',
        iteration: Number(found[3]),
        exitCode: found[2] === 'passes' ? 0 : 1,
      };
    },
  },
  {
    name: 'numbered-cases',
    about: 'one report for each machine whose cases carry their iteration: test_x[3-20], repetition 3 of 20',
    holds: 'numbered-cases',
    place: wholeFile,
  },
  {
    name: 'numbered-folders',
    about: 'a folder for each iteration: …/iteration-<iteration>/….xml or …/<iteration>/….xml',
    holds: 'one',
    place: (path) => {
      const found = /^(?:(.*)\/)?(?:iteration|iter|run|attempt|repeat)?[-_]?(\d{1,9})\/[^/]+$/.exec(path);
      return found === null ? undefined : { machine: found[1] || 'ci', iteration: Number(found[2]) };
    },
  },
  {
    name: 'numbered-files',
    about: 'a file for each iteration: …/junit-<iteration>.xml, …-<iteration>-fail.xml',
    holds: 'one',
    place: (path) => {
      const found = /^(?:(.*)\/)?[^/]*?[-_.](\d{1,9})(-fail|-pass)?\.xml$/.exec(path);
      if (found === null) return undefined;
      const exit =
        found[3] === undefined ? {} : { exitCode: found[3] === '-fail' ? (1 as const) : (0 as const) };
      return { machine: found[1] || 'ci', iteration: Number(found[2]), ...exit };
    },
  },
  {
    name: 'repeated-cases',
    about: 'one report for each machine that holds the test once for each iteration, under one name',
    holds: 'repeated-cases',
    place: wholeFile,
  },
  oneReport,
];

/**
 * A layout of a project's own, such as `{machine}/out/run-{i}.xml`: `{i}` is the iteration, `{machine}` a folder,
 * `*` any part of one name, and `**` any folders, once.
 * @throws RangeError when the pattern has no `{i}`, or `{i}`, `{machine}` or `**` twice.
 */
export function layoutOf(pattern: string): Layout {
  const marks: readonly string[] = pattern.match(/\{i\}|\{machine\}|\*\*/g) ?? [];
  if (!marks.includes('{i}')) throw new RangeError('a layout needs {i}, the number of the iteration');
  if (new Set(marks).size !== marks.length)
    throw new RangeError('a layout holds each of {i}, {machine} and ** once');
  const source = pattern
    .split(/(\{i\}|\{machine\}|\*\*\/|\*)/)
    .map((piece) => pieces[piece] ?? escaped(piece));
  const whole = new RegExp(`^${source.join('')}$`);
  return {
    name: 'numbered-files',
    about: pattern,
    holds: 'one',
    place: (path) => {
      const found = path.length > MAX_PATH ? null : whole.exec(path);
      return found === null
        ? undefined
        : { machine: found.groups?.['machine'] ?? 'ci', iteration: Number(found.groups?.['i']) };
    },
  };
}

const MAX_PATH = 1000;
const pieces: Readonly<Record<string, string>> = {
  '{i}': '(?<i>\\d{1,9})',
  '{machine}': '(?<machine>[^/]{1,200})',
  '**/': '(?:.*/)?',
  '*': '[^/]*',
};

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function wholeFile(path: string): Place {
  const slash = path.lastIndexOf('/');
  return { machine: slash < 0 ? 'ci' : path.slice(0, slash), iteration: 1 };
}
