import { z } from 'zod';
import { isFullId } from '../checkouts/ancestry.ts';
import type { RunRequest } from '../commands/contract/context.ts';
import { allows } from '../commands/running/rights.ts';
import type { ProjectConfig } from '../config/project.ts';
import type { ServerConfig } from '../config/server.ts';
import { UserError } from '../model/errors.ts';
import type { ForkHead } from '../model/fork-head.ts';
import { ticketKey, type Comment, type Right, type TicketRef } from '../model/ticket.ts';
import type { Store } from '../store/store.ts';
import type { DefaultRevision, Tracker } from '../trackers/tracker.ts';
import { headThen } from './heads.ts';
import { changeRecent, readRecent, type RecentDesk } from './recent.ts';
import { repositoryOf } from './trackers.ts';

/** What is known when the head of a fork is asked for. */
export interface ForkAsked {
  /** The pull request as people write it. */
  readonly name: string;
  /** The commit it is at. */
  readonly head: string;
  readonly author: string | undefined;
  /** The server's operator lets code of forks run. */
  readonly isOn: boolean;
  readonly service: string;
  /** What their role, and no permit, lets the person do who asks. */
  readonly role: Right;
  /** The command stands on the pull request itself, whose author has a permit there. */
  readonly isPermitted: boolean;
  /** Heads that were there when the author was allowed. */
  readonly vouched: readonly string[];
  /** The head may be another one than that which the comment was written under. */
  readonly isMoved?: boolean;
  /** The commits below it would run too. */
  readonly isSearch?: boolean;
}

/** Why the head of a fork is not run, in words; undefined where it may be. Pure. */
export function forkFault(asked: ForkAsked): string | undefined {
  const { name, head, author, isOn, service, role } = asked;
  const instead = 'Push the branch to the repository and use `ref=BRANCH`.';
  if (!isOn)
    return `${name} is code of a fork, which this server runs for nobody: it would run as the server's own user and could read what the server knows. ${instead} Its operator can allow it with \`forkHeads: run-as-this-server\` beside the repository in the server's settings.`;
  if (service !== 'local')
    return `${name} is code of a fork, which runs on \`local\` alone: \`${service}\` may have secrets. ${instead}`;
  if (allows(role, 'run'))
    return asked.isMoved === true
      ? `Somebody pushed to the fork of ${name} after your comment was written: its head is \`${head.slice(0, 9)}\` now. Look at it, and ask again.`
      : undefined;
  if (!asked.isPermitted) {
    const allowed =
      author === undefined ? '' : `, and on ${name} itself once \`allow ${author}\` was said there`;
    return `${name} is code of a fork: it is run for people whose role lets them run here${allowed}.`;
  }
  if (asked.isSearch === true)
    return `A search runs the commits below ${name} too, code of a fork that nobody who allowed its author had to look at: somebody whose role lets them run here can ask for it.`;
  if (asked.vouched.includes(head)) return undefined;
  return `The head of ${name}, code of a fork, moved after its author was allowed: it is \`${head.slice(0, 9)}\` now. Somebody whose role lets them run here can ask for it, or look at it and allow its author again.`;
}

/** What the question is put with. */
export interface ForkDesk {
  readonly config: Pick<ServerConfig, 'jira' | 'repositories'>;
  readonly comment: Comment;
  /** What is asked of it. */
  readonly question?: RunRequest['question'];
  readonly project: Pick<ProjectConfig, 'service'>;
  readonly store: Pick<Store, 'cursors'> & { readonly permits: Pick<Store['permits'], 'has'> };
  readonly tracker: Pick<Tracker, 'rightOf'>;
}

/** A pull request, and what its tracker says of its head. */
interface FoundPull {
  readonly pull: number;
  readonly found: DefaultRevision;
}

/** The head of a fork's pull request, held to the commit that it is at now. @throws UserError E-REF where it is not to be run */
export async function admitFork({ pull, found }: FoundPull, desk: ForkDesk): Promise<ForkHead> {
  const { config, comment, question, project, store, tracker } = desk;
  if (!isFullId(found.revision)) throw new RangeError('the head of a pull request is a commit');
  const place = pullOf(pull, desk);
  const author = /^[a-z\d][a-z\d-]{0,38}$/i.test(found.author ?? '') ? found.author : undefined;
  const isHere = author !== undefined && ticketKey(place) === ticketKey(comment.ticket);
  const fault = forkFault({
    name: `#${pull}`,
    head: found.revision,
    author,
    isOn: runsForks(comment.ticket, config),
    service: project.service.name,
    role: await tracker.rightOf(comment.ticket, comment.author),
    isPermitted: isHere && (await store.permits.has(place, author)),
    vouched: author === undefined ? [] : await vouched(place, author, store),
    isSearch: question?.kind === 'bisect',
    isMoved: (await headFor({ ...comment, ticket: place }, found, store)) !== found.revision,
  });
  if (fault !== undefined) throw new UserError('E-REF', fault);
  const { revision: commit, fork } = found;
  return { pull, commit, ...(fork === undefined ? {} : { from: fork.name }) };
}

/**
 * The head that a comment was written under: the one that was told of, else the one there is, unless anything was pushed
 * to the fork since then. Undefined where nobody can tell.
 */
async function headFor(
  comment: Comment,
  { revision, fork }: Pick<DefaultRevision, 'revision' | 'fork'>,
  store: Pick<Store, 'cursors'>,
): Promise<string | undefined> {
  const told = await headThen(comment, store);
  if (told !== undefined) return told;
  // Within the same second nobody has looked at it either.
  const isPushed = fork?.pushedAt !== undefined && Date.parse(fork.pushedAt) >= Date.parse(comment.createdAt);
  return isPushed ? undefined : revision;
}

/**
 * Remembers which head was there when a person was allowed on a pull request: what its author pushes later nobody has
 * looked at.
 */
export async function vouchFor(
  login: string,
  desk: Pick<ForkDesk, 'config' | 'comment'> &
    RecentDesk & { readonly tracker: Pick<Tracker, 'defaultRevision'> },
): Promise<void> {
  const { config, comment, store, tracker } = desk;
  const { ticket, isPullRequest } = comment;
  if (!isPullRequest || !runsForks(ticket, config)) return;
  const head = await headFor(comment, await tracker.defaultRevision(ticket, true), store);
  if (head === undefined) return;
  await changeRecent(vouchedOn(ticket), desk, (known) =>
    [...known, { person: login.toLowerCase(), commit: head }].slice(-most),
  );
}

/** Whether the operator of this server lets code of forks run. Pure. */
export function runsForks(ticket: TicketRef, config: ForkDesk['config']): boolean {
  return config.repositories[repositoryOf(ticket, config)]?.forkHeads === 'run-as-this-server';
}

/** A pull request as a ticket of GitHub, from wherever it is named. */
function pullOf(pull: number, { comment, config }: Pick<ForkDesk, 'comment' | 'config'>): TicketRef {
  return { tracker: 'github', project: repositoryOf(comment.ticket, config), key: String(pull) };
}

const most = 50;
const one = z.object({ person: z.string(), commit: z.string() });

async function vouched(
  place: TicketRef,
  login: string,
  store: Pick<Store, 'cursors'>,
): Promise<readonly string[]> {
  const person = login.toLowerCase();
  return (await readRecent(vouchedOn(place), store)).flatMap((known) =>
    known.person === person ? [known.commit] : [],
  );
}

function vouchedOn(ticket: TicketRef) {
  return { name: `vouched heads of ${ticketKey(ticket)}`, one };
}
