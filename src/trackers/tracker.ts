import type { LinkedPullRequest, TicketFacts } from '../model/blocker.ts';
import type { Document, Topic } from '../model/document.ts';
import type { DecisionVerb } from '../model/ledger.ts';
import type { BlockerRule } from '../model/release-board.ts';
import type { ListedRelease, TicketStanding } from '../model/release.ts';
import type { Person, ProjectRef, Right, TicketRef } from '../model/ticket.ts';

export type Reaction = 'eyes' | 'rocket' | 'confused' | '-1' | '+1';

/** A comment of ours, as its tracker refers to it. */
export interface Posted {
  readonly commentId: string;
  readonly nodeId?: string;
}

/** What a command means when it names no revision. */
export interface DefaultRevision {
  /** A branch, or the commit of a pull request's head. */
  readonly revision: string;
  /** Its code comes from somebody who may not push here. */
  readonly isFork: boolean;
  /** Who opened the pull request; absent for a branch, and for somebody who is gone. */
  readonly author?: string;
  /** The fork that the head is in; absent for a branch, and for a fork that is gone. */
  readonly fork?: Fork;
}

/** Somebody's own repository, from which pull requests come. */
export interface Fork {
  /** `owner/name`. */
  readonly name: string;
  /** When anything was last pushed to it, by its host's clock, ISO 8601; absent where that did not say. */
  readonly pushedAt?: string;
}

/** Tickets on the way to a release. */
export interface ReleaseTickets {
  readonly tickets: readonly TicketFacts[];
  /** Names of all releases of the project that are out. */
  readonly out: readonly string[];
  /** What could not be looked at, as sentences without their full stop. */
  readonly gaps: readonly string[];
  /** Which pull requests were looked through, as far as the tickets were held against any. */
  readonly pulls?: PullsRead;
  /** Every release of the project, as far as it has been read anyway. */
  readonly releases: readonly ListedRelease[];
}

/** Pull requests that were looked through for the names of tickets. */
export interface PullsRead {
  readonly numbers: readonly number[];
  /** Older ones that nobody has changed since (ISO 8601) were not read; absent where all were. */
  readonly from?: string;
}

/** Whose tickets are asked for: those on the release, and those the rule may mean beside them. */
export interface TicketsQuestion {
  readonly release: string;
  readonly rule: BlockerRule;
  /** Keys of further tickets, wherever they stand now: those that were put off from the release. */
  readonly also?: readonly string[];
}

/** A ticket to be made. */
export interface NewTicket {
  /** One line; whoever builds it has made what comes from outside inert. */
  readonly title: string;
  /** Its text. The topic is what it is found by. */
  readonly document: Document;
  readonly release?: string;
  readonly labels: readonly string[];
  /** The ticket that it goes on from, where that is in this tracker. */
  readonly from?: TicketRef;
}

/** A page that belongs to a ticket, such as a pull request. */
export interface Page {
  /** Inert. */
  readonly title: string;
  readonly url: string;
}

/** A ticket of our making. */
export interface MadeTicket {
  readonly ticket: TicketRef;
  /** Where people read it. */
  readonly url: string;
}

/** A file for a ticket; its name is its identity there. */
export interface Attachment {
  readonly name: string;
  readonly type: 'image/png' | 'application/json';
  readonly content: Uint8Array;
}

/** Where tickets live. Comments that people have deleted are left alone: what is done to one changes nothing. */
export interface Tracker {
  /** Every comment and every edit is a mail to people: a run that takes long is told of once, and never again. */
  readonly isLoud?: boolean;
  /** The most a person may do here; asked before anything costs. */
  rightOf(ticket: TicketRef, person: Person): Promise<Right>;
  /** Acknowledges a comment without words; a second time changes nothing. */
  react(ticket: TicketRef, commentId: string, reaction: Reaction): Promise<void>;
  /** Writes a new comment. Never repeated blindly: ask `findByMarker` when an answer was lost. */
  post(ticket: TicketRef, document: Document): Promise<Posted>;
  edit(ticket: TicketRef, commentId: string, document: Document): Promise<void>;
  /**
   * Puts a file with a ticket, where all its readers see it, once for a name; absent where that cannot be done.
   * @returns false when the tracker does not want it: not allowed, too large, or too many.
   */
  attach?(ticket: TicketRef, file: Attachment): Promise<boolean>;
  /** Our own comment with the topic's hidden marker, if one was written since a time (ISO 8601). */
  findByMarker(ticket: TicketRef, topic: Topic, since: string): Promise<Posted | undefined>;
  /** Folds a comment away because something newer replaced it. */
  minimise(ticket: TicketRef, nodeId: string): Promise<void>;
  /** A file of the default branch: settings are read from there and nowhere else. */
  readProjectFile(ticket: TicketRef, path: string): Promise<string | undefined>;
  defaultRevision(ticket: TicketRef, isPullRequest: boolean): Promise<DefaultRevision>;
  /** A project as its tickets have it; undefined where our account may not speak. */
  locate(project: string): Promise<ProjectRef | undefined>;
  /** Rewrites a section of a ticket's own text, between marks; absent where people alone write that text. */
  writeSection?(ticket: TicketRef, name: string, document: Document): Promise<void>;
  standing(ticket: TicketRef): Promise<TicketStanding>;
  /** Every release of the ticket's project that has a name. */
  releases(ticket: TicketRef): Promise<readonly ListedRelease[]>;
  /**
   * Every ticket of a release and every one its rule may mean, closed ones too.
   * @throws UserError E-VALUE when there is none of that name, E-CONFIG when the rule names what is not known here
   */
  releaseTickets(project: ProjectRef, question: TicketsQuestion): Promise<ReleaseTickets>;
  /** Names of the branches of the project's code; absent where nobody knows its code. */
  branches?(project: ProjectRef): Promise<readonly string[]>;
  /** Pull requests that name the ticket; absent where no code is kept beside tickets. */
  linkedPulls?(ticket: TicketRef): Promise<readonly LinkedPullRequest[]>;
  /**
   * Puts the ticket on a release, in place of `from` where that is given. Where a ticket may be on several, as in Jira, it
   * stays on the others. A second time changes nothing. @throws UserError E-VALUE when there is none of that name
   */
  moveTo(ticket: TicketRef, release: string, from?: string): Promise<void>;
  /** Puts a label on or takes it off; a second time changes nothing. */
  label(ticket: TicketRef, label: string, isOn: boolean): Promise<void>;
  /** Brings a ticket to the status that its operator wants after a decision, if any; absent where tickets have none. A second time changes nothing. */
  setStatus?(ticket: TicketRef, decided: DecisionVerb): Promise<void>;
  /** Makes a ticket. Never repeated blindly: ask `findMade` when an answer was lost. @throws UserError E-TICKET when the tracker refuses it */
  make(project: ProjectRef, ticket: NewTicket): Promise<MadeTicket>;
  /** Our own ticket about a topic, if one was made since a time (ISO 8601). A new one may be hidden for a while. */
  findMade(project: ProjectRef, topic: Topic, since: string): Promise<MadeTicket | undefined>;
  /** Says on both of two tickets here that they belong together; a second time changes nothing. */
  relate(ticket: TicketRef, other: TicketRef): Promise<void>;
  /** Names a page elsewhere on a ticket, outside of its comments; a second time changes nothing. */
  refer(ticket: TicketRef, page: Page): Promise<void>;
}
