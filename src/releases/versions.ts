import type { ListedRelease } from '../model/release.ts';

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

/** A suffix that makes a version come before the one without it. */
const preRelease = /^(?:alpha|beta|rc|cr|m|milestone|pre|preview|snapshot)[\d.]*$/;

/**
 * Whether a branch or tag is of a later version than another, by their names alone: cassandra-4.1 than cassandra-4.0, but
 * not than cassandra-4.1-17461, which is work on top of it. Of names that are no versions, or of different things, nobody
 * can say.
 */
export function isLaterByName(name: string, other: string): boolean {
  const [one, two] = [named(name), named(other)];
  if (one === undefined || two === undefined || one.of !== two.of) return false;
  return compareVersions(one.version, two.version) === 1;
}

function named(name: string): { readonly of: string; readonly version: string } | undefined {
  const [, of = '', version] =
    /^(?:([a-z]{1,60})[-/_])?v?(\d{1,6}\.\d[\w.-]{0,40}?)(?:\.x)?$/i.exec(name) ?? [];
  return version === undefined ? undefined : { of: of.toLowerCase(), version: worked(version) };
}

/** A version without a suffix that says only what somebody works on. */
function worked(version: string): string {
  const { before } = readVersion(version) ?? {};
  return before === undefined || preRelease.test(before) ? version : version.slice(0, -before.length - 1);
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

/** Names of the releases that were out at an ISO time; one of which nobody says since when always was. */
export function outBy(all: readonly ListedRelease[], at: string): readonly string[] {
  return all.filter(({ isOut, outSince = '' }) => isOut && outSince <= at).map(({ name }) => name);
}

/** The newest of some versions that comes before one; undefined when there is none. Candidates of a release do not count. */
export function predecessorOf(name: string, all: readonly string[]): string | undefined {
  return all
    .filter((one) => !one.includes('-') && compareVersions(one, name) === -1)
    .toSorted((a, b) => compareVersions(b, a) ?? 0)[0];
}

/** The oldest of some versions that comes after one; undefined when there is none. Candidates of a release do not count. */
export function successorOf(name: string, all: readonly string[]): string | undefined {
  return all
    .filter((one) => !one.includes('-') && compareVersions(one, name) === 1)
    .toSorted((a, b) => compareVersions(a, b) ?? 0)[0];
}

/**
 * The branch a release lives on, by its name: 4.1, v4.1, 4.1.x, release/4.1, cassandra-4.1 for a project of that name;
 * 4.1.2 and 4.1-rc1 live on 4.1's branch where they have none of their own. Undefined unless exactly one fits.
 * @param project `owner/name`, or a key such as CASSANDRA
 */
export function branchOf(release: string, branches: readonly string[], project: string): string | undefined {
  const version = readVersion(release);
  if (version === undefined) return undefined;
  const own = (project.split('/').at(-1) ?? project).toLowerCase();
  const words = new Set([
    'release',
    'releases',
    'branch',
    'branches',
    'stable',
    'maintenance',
    'support',
    own,
  ]);
  const dotted = version.numbers.join('.');
  const asked = [
    release.trim().toLowerCase().replace(/^v/, ''),
    dotted,
    version.numbers.slice(0, 2).join('.'),
  ];
  for (const wanted of new Set(asked)) {
    const fitting = branches.filter((branch) => {
      const [, before = '', rest = ''] = /^(?:([a-z][\w.]*)[-/_])?v?(\d.*)$/.exec(branch.toLowerCase()) ?? [];
      return (before === '' || words.has(before)) && (rest === wanted || rest === `${wanted}.x`);
    });
    if (fitting.length > 0) return fitting.length === 1 ? fitting[0] : undefined;
  }
  return undefined;
}

function readVersion(text: string): Version | undefined {
  const [, numbers, before] =
    /^v?(\d{1,6}(?:\.\d{1,6}){0,5})(?:-([a-z\d.]{1,30}))?$/i.exec(text.trim()) ?? [];
  if (numbers === undefined) return undefined;
  const parts = { numbers: numbers.split('.').map(Number) };
  return before === undefined ? parts : { ...parts, before: before.toLowerCase() };
}
