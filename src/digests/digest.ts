import type { KnownIssueRule } from '../failures/known-issues.ts';
import type { DigestKindName } from '../model/digest.ts';
import type { Owners } from '../reports/digests/owners.ts';
import type { Document, Topic } from '../model/document.ts';
import type { ReleaseLook } from '../model/release-board.ts';
import type { ListedRelease } from '../model/release.ts';
import type { ProjectRef } from '../model/ticket.ts';
import type { Store } from '../store/store.ts';

/** One digest that is to be written. */
export interface DigestQuestion {
  readonly project: ProjectRef;
  /** Whose test history it is, `owner/name`. */
  readonly repository: string;
  /** What it is posted under; it also names this digest among those before and after it. */
  readonly topic: Topic;
  /** The release it counts down to, where it does. */
  readonly release?: { readonly name: string; readonly date?: string };
  readonly knownIssues: readonly KnownIssueRule[];
  /** ISO 8601, UTC. */
  readonly now: string;
  /** When its schedule had it due the time before, ISO 8601, UTC. */
  readonly dueBefore: string;
  /** The command word people type. */
  readonly word: string;
}

/** What digests are made from. */
export interface DigestParts {
  readonly store: Store;
  readonly look: (release: string) => Promise<ReleaseLook>;
  /** The project's releases. */
  readonly releases: () => Promise<readonly ListedRelease[]>;
  /** Logins of the owners of tickets, by the tickets' names; one that can't be looked at is left out. */
  readonly ownersOf: (tickets: readonly string[]) => Promise<Owners>;
}

/** A kind of scheduled summary: one file, one line in `registry.ts`. */
export interface DigestKind {
  readonly name: DigestKindName;
  /** One sentence. */
  readonly summary: string;
  /** Changes nothing; undefined when there is nothing to tell. @throws UserError when it can't be written */
  write(question: DigestQuestion, parts: DigestParts): Promise<Document | undefined>;
}
