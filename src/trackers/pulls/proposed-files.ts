import type { TicketRef } from '../../model/ticket.ts';

/** A pull request whose head has moved. */
export interface ProposedChange {
  readonly ticket: TicketRef;
  /** Of its head. */
  readonly commit: string;
}

/** How a pull request is looked into; nothing of it is carried out. */
export interface ProposedFiles {
  /** A file as the commit has it; undefined where there is none. */
  read(change: ProposedChange, path: string): Promise<string | undefined>;
  /** Whether the pull request is what adds or changes the file. */
  edits(change: ProposedChange, path: string): Promise<boolean>;
  /** The commit of its head by now. */
  head(change: ProposedChange): Promise<string>;
}
