/** 4.1, v4.1.0, 5.0-rc1: a version's numbers, and whether it comes before the release of these numbers. */
interface Version {
  readonly numbers: readonly number[];
  readonly before?: string;
}

/**
 * Orders two versions by their numbers; a suffix such as `-rc1` comes before the version without it. Undefined when
 * one of them is no version: then nobody can say which comes first.
 */
export function compareVersions(a: string, b: string): number | undefined {
  const [left, right] = [readVersion(a), readVersion(b)];
  if (left === undefined || right === undefined) return undefined;
  for (let at = 0; at < Math.max(left.numbers.length, right.numbers.length); at += 1) {
    const difference = (left.numbers[at] ?? 0) - (right.numbers[at] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  if (left.before === right.before) return 0;
  if (left.before === undefined) return 1;
  if (right.before === undefined) return -1;
  return Math.sign(left.before.localeCompare(right.before, 'en', { numeric: true }));
}

/**
 * Whether a release that is out ends what holds until a version: the same by its numbers, or a later one of its line, as
 * 4.2.1 of 4.2. A 5.0 that came out before says nothing about 4.2, which is another line; 4.2-rc1 comes before 4.2.
 * Names that are no versions end each other only when they are equal.
 */
export function isReached(until: string, out: string): boolean {
  const [end, shipped] = [readVersion(until), readVersion(out)];
  if (end === undefined || shipped === undefined) return until.trim() === out.trim();
  const order = compareVersions(out, until);
  if (order === undefined || order < 0) return false;
  const line = end.numbers.slice(0, 1 + end.numbers.findLastIndex((number) => number !== 0));
  return line.every((number, at) => shipped.numbers[at] === number);
}

function readVersion(text: string): Version | undefined {
  const [, numbers, before] =
    /^v?(\d{1,6}(?:\.\d{1,6}){0,5})(?:-([a-z\d.]{1,30}))?$/i.exec(text.trim()) ?? [];
  if (numbers === undefined) return undefined;
  const parts = { numbers: numbers.split('.').map(Number) };
  return before === undefined ? parts : { ...parts, before: before.toLowerCase() };
}
