import type { BatchFile } from './batch-file.ts';

/** Where ordinary builds are read: a repository, and its own section for the service, as it was written. */
export interface OrdinaryPlace {
  /** `owner/name`. */
  readonly slug: string;
  /** The App's, where there is one. */
  readonly installation?: number;
  readonly settings: unknown;
  /** Whether builds of a branch, or of pull requests to the repository, are wanted; all are where it is absent. */
  readonly wants?: (build: { readonly branch: string; readonly isPull: boolean }) => boolean;
}

/** A build that nobody here asked for, once it is over. All names are hostile. */
export interface OrdinaryBuild {
  /** Of this attempt; equal for one build however often it is read. */
  readonly id: string;
  readonly branch: string;
  /** The pull request it is of: such a build never stands among a branch's. */
  readonly pull?: number;
  /** Empty when nobody says. */
  readonly commit: string;
  /** When it began, and how long it took, in milliseconds. */
  readonly at: number;
  readonly ms?: number;
  readonly parts: readonly OrdinaryPart[];
}

/** What ran in one lane of a build. */
export interface OrdinaryPart {
  readonly lane: string;
  /** What it left behind, or in words why nobody can have it. */
  files(): Promise<{ readonly files: readonly BatchFile[] } | { readonly gone: string }>;
}

/** What ended, and in words what could not be listed: those places are asked again over the same time. */
export interface EndedBuilds {
  readonly refs: readonly string[];
  readonly faults?: readonly string[];
  /** What the lists hold beyond the bounds of a look, in words: it is never read. */
  readonly cuts?: readonly string[];
}

/** How a service's ordinary builds are read. Nothing is changed there. */
export interface OrdinaryBuilds {
  /** References of what ended, of builds that began since a time (milliseconds since 1970) at the least. */
  ended(since: number, place: OrdinaryPlace): Promise<EndedBuilds>;
  /** Undefined for what says nothing of ordinary CI, or is not wanted. */
  read(ref: string, place: OrdinaryPlace): Promise<OrdinaryBuild | undefined>;
  /** Takes what was fetched of it off this machine. */
  forget(ref: string): Promise<void>;
}

/** The folder name of what is fetched of an ordinary build. */
export function ordinaryFolder(ref: string): string {
  return `ordinary ${ref}`;
}

/** Bytes of one build that are fetched at most. */
export const mostOrdinaryBytes = 1_000_000_000;
/** Bytes of one build's reports after unpacking, at most. */
export const mostUnpackedBytes = 4 * mostOrdinaryBytes;
/** Lanes of one build that are read. */
export const mostParts = 500;

/** Whether a file may be a report, by its name. */
export function isReport(path: string): boolean {
  return /\.(?:xml|trx)$/i.test(path);
}

/** Whether one of some patterns fits, in which `*` stands for anything; case does not matter. Linear, whatever they are. */
export function isNamed(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => isLike(name.toLowerCase(), pattern.toLowerCase()));
}

function isLike(name: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = name.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return name.length - at >= last.length && name.endsWith(last);
}
