import type { ReportCase } from './report.ts';

/** The name of a repeated test whose report tells its repeats alone, as Gradle's do: `repetition 2 of 5`. */
export const namelessRepeat = 'repetition';

/** The number a case's name carries when a framework repeats it: of `test_x[p-3-20]`, 3 of 20. */
export interface Repeat {
  readonly index: number;
  readonly of: number;
  /** The name without the number. */
  readonly name: string;
}

/** The repeat a name tells: pytest-repeat appends `[i-N]`, JUnit's RepeatedTest `repetition i of N`. */
export function repeatOf(name: string): Repeat | undefined {
  const pytest = /^(.{0,4000}?)(\[|-)(\d{1,9})-(\d{1,9})\]$/s.exec(name);
  if (pytest !== null) {
    const [, start = '', open, index, of] = pytest;
    return checked({ index: Number(index), of: Number(of), name: open === '[' ? start : `${start}]` });
  }
  const junit = /^(.{0,4000}?) ?repetition (\d{1,9}) of (\d{1,9})$/s.exec(name);
  if (junit === null) return undefined;
  return checked({ index: Number(junit[2]), of: Number(junit[3]), name: junit[1] || namelessRepeat });
}

function checked(repeat: Repeat): Repeat | undefined {
  return repeat.index >= 1 && repeat.index <= repeat.of ? repeat : undefined;
}

/** A test's class and name without the number of its repeat; equal for all repeats of one test. */
export function baseName({ classname, name }: ReportCase): string {
  return `${classname}\n${repeatOf(name)?.name ?? name}`;
}

/** Sorts cases by the number in their names, which is taken off; cases without one stand under 0. */
export function byNumber(cases: readonly ReportCase[]): ReadonlyMap<number, readonly ReportCase[]> {
  const groups = new Map<number, ReportCase[]>();
  for (const testCase of cases) {
    const repeat = repeatOf(testCase.name);
    const index = repeat?.index ?? 0;
    const group = groups.get(index) ?? [];
    group.push(repeat === undefined ? testCase : { ...testCase, name: repeat.name });
    groups.set(index, group);
  }
  return groups;
}

/** Sorts cases by how often their name stood before: the first of each name belongs to iteration 1. */
export function byTurn(cases: readonly ReportCase[]): ReadonlyMap<number, readonly ReportCase[]> {
  const groups = new Map<number, ReportCase[]>();
  const turns = new Map<string, number>();
  for (const testCase of cases) {
    const key = JSON.stringify([testCase.classname, testCase.name]);
    const before = turns.get(key) ?? 0;
    const turn = isTeardown(testCase) && before > 0 ? before : before + 1;
    turns.set(key, turn);
    const group = groups.get(turn) ?? [];
    group.push(testCase);
    groups.set(turn, group);
  }
  return groups;
}

/** pytest writes a failing tear-down as a second case of the name. */
/**
 * Sorts cases of one turn by how many repeats their names tell of: machines that share iterations out unevenly repeat a
 * test 4 and 3 times, and `[1-4]` and `[1-3]` are two runs. What tells of none is a run of its own beside some that do.
 */
export function byTotal(cases: readonly ReportCase[]): readonly (readonly ReportCase[])[] {
  const groups: ReportCase[][] = [];
  const totals = new Map<string, (number | undefined)[]>();
  for (const testCase of cases) {
    const key = baseName(testCase);
    const total = repeatOf(testCase.name)?.of;
    const known = totals.get(key) ?? [];
    if (!known.includes(total)) known.push(total);
    totals.set(key, known);
    (groups[known.indexOf(total)] ??= []).push(testCase);
  }
  return groups;
}

function isTeardown({ problems: [first] }: ReportCase): boolean {
  return [first?.message, first?.body].some((text) => text?.startsWith('failed on teardown') === true);
}
