import type { RunRequest } from '../commands/contract/context.ts';
import { writeRevision, type Revision } from '../commands/language/revision.ts';
import type { ProjectConfig } from '../config/project.ts';
import { UserError } from '../model/errors.ts';
import type { RevisionWhy } from '../model/revision-why.ts';
import { mayShow, type Comment } from '../model/ticket.ts';
import type { Store } from '../store/store.ts';
import type { Tracker } from '../trackers/tracker.ts';
import { runSettingsSchema } from '../worker/parts.ts';
import { headThen } from './heads.ts';
import { releaseBranch } from './ticket-branch.ts';

/** What is to be tested, and why where people could wonder, or where it moves on. */
export interface ChosenRevision {
  /** A branch, a tag or a commit, resolved by the worker. */
  readonly revision: string;
  readonly why?: RevisionWhy;
}

interface Choosing {
  readonly store: Pick<Store, 'cursors'> & { readonly runs: Pick<Store['runs'], 'newest' | 'settings'> };
  readonly tracker: Tracker;
  readonly comment: Comment;
  readonly project: Pick<ProjectConfig, 'releases'>;
}

/**
 * What a request means by its revision: the one it names; else the head of the pull request, what the last command on
 * the ticket named, the branch of the ticket's only release, or the default branch.
 * @throws UserError E-REF for code of a fork
 */
export async function chosenRevision(
  { revision }: Pick<RunRequest, 'revision'>,
  desk: Choosing,
): Promise<ChosenRevision> {
  if (revision !== undefined) return named(revision, desk);
  const { comment, tracker, store } = desk;
  const found = await tracker.defaultRevision(comment.ticket, comment.isPullRequest);
  if (found.isFork) throw forkRefused(`#${comment.ticket.key}`);
  const usual = found.revision;
  if (!comment.isPullRequest)
    return (
      (await rememberedRevision(desk)) ??
      (await ofRelease(usual, desk)) ?? { revision: usual, why: { kind: 'default' } }
    );
  const was = await headThen(comment, store);
  const isMoved = was !== undefined && was !== usual;
  return { revision: usual, why: isMoved ? { kind: 'moved', was } : { kind: 'head' } };
}

/** A pull request is named, not the commit that its head is at. */
async function named(revision: Revision, desk: Choosing): Promise<ChosenRevision> {
  const why = revision.kind === 'pull' ? { why: { kind: 'pull' as const, pull: revision.number } } : {};
  return { revision: await revisionNamed(revision, desk), ...why };
}

/**
 * The revision that the last command on the ticket named, or had remembered, as far as its readers are these. One that
 * was not found is no revision to come back to, nor is either of the two that a comparison or a search names. Of a pull
 * request it is the head as it is now.
 */
async function rememberedRevision(desk: Choosing): Promise<ChosenRevision | undefined> {
  const {
    store,
    comment: { ticket, id },
  } = desk;
  const last = await store.runs.newest(
    ticket,
    ({ commentId, state, commit, question, ticket: { visibility } }) =>
      commentId !== id &&
      question !== 'compare' &&
      question !== 'bisect' &&
      mayShow(visibility, ticket.visibility) &&
      (state !== 'failed' || commit !== undefined),
  );
  if (last === undefined) return undefined;
  const { revisionWhy: why } = runSettingsSchema.parse(await store.runs.settings(last.id));
  if (why === undefined) return { revision: last.revision, why: { kind: 'remembered' } };
  if (why.kind !== 'remembered' && why.kind !== 'pull') return undefined;
  const { pull } = why;
  if (pull === undefined) return { revision: last.revision, why: { kind: 'remembered' } };
  const head = await revisionNamed({ kind: 'pull', number: pull }, desk);
  return { revision: head, why: { kind: 'remembered', pull } };
}

/** The name of a revision that a command names. Heads of forks are not run: their code gets nothing here. @throws UserError E-REF */
export async function revisionNamed(
  revision: Revision,
  { tracker, comment }: Pick<Choosing, 'tracker' | 'comment'>,
): Promise<string> {
  if (revision.kind === 'name') return revision.name;
  if (revision.kind === 'fork') throw forkRefused(writeRevision(revision));
  const ticket = { ...comment.ticket, key: String(revision.number) };
  const found = await tracker.defaultRevision(ticket, true);
  if (found.isFork) throw forkRefused(`#${ticket.key}`);
  return found.revision;
}

/** The branch of the ticket's release, where it is another one than the usual. */
async function ofRelease(usual: string, desk: Choosing): Promise<ChosenRevision | undefined> {
  const found = await releaseBranch({ ...desk, ticket: desk.comment.ticket });
  if (found === undefined || found.branch === usual) return undefined;
  return { revision: found.branch, why: { kind: 'release', release: found.release } };
}

function forkRefused(name: string): UserError {
  return new UserError(
    'E-REF',
    `${name} is code of a fork, which is run for nobody, \`allow\` or not: it could read what this server knows. Push the branch to the repository and use \`ref=BRANCH\`.`,
  );
}
