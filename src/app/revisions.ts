import type { RunRequest } from '../commands/contract/context.ts';
import { writeRevision, type Revision } from '../commands/language/revision.ts';
import type { ProjectConfig } from '../config/project.ts';
import { UserError } from '../model/errors.ts';
import type { RevisionWhy } from '../model/revision-why.ts';
import { mayShow } from '../model/ticket.ts';
import type { ForkHead } from '../model/fork-head.ts';
import type { Store } from '../store/store.ts';
import type { Tracker } from '../trackers/tracker.ts';
import { runSettingsSchema } from '../worker/parts.ts';
import { admitFork, type ForkDesk } from './fork-heads.ts';
import { headThen } from './heads.ts';
import { branchOfRelease, releaseBranch } from './ticket-branch.ts';

/** What is to be tested, and why where people could wonder, or where it moves on. */
export interface ChosenRevision {
  /** A branch, a tag or a commit, resolved by the worker. */
  readonly revision: string;
  readonly why?: RevisionWhy;
  /** The pull request of a fork whose head it is. */
  readonly fork?: ForkHead;
}

interface Choosing extends ForkDesk {
  readonly store: ForkDesk['store'] & { readonly runs: Pick<Store['runs'], 'newest' | 'settings'> };
  readonly tracker: Tracker;
  readonly project: Pick<ProjectConfig, 'releases' | 'service'>;
}

/**
 * What a request means by its revision: the one it names, or the branch of the release it names; else the head of the pull request, what the last command on
 * the ticket named, the branch of the ticket's only release, or the default branch.
 * @throws UserError E-REF for code of a fork that is not to be run
 */
export async function chosenRevision(
  { revision, release, question }: Pick<RunRequest, 'revision' | 'release' | 'question'>,
  around: Choosing,
): Promise<ChosenRevision> {
  const desk = { ...around, ...(question === undefined ? {} : { question }) };
  if (revision !== undefined) return named(revision, desk);
  const { comment, tracker, store } = desk;
  if (release !== undefined) {
    const branch = await branchOfRelease(release, { ...desk, ticket: comment.ticket });
    return { revision: branch, why: { kind: 'release', release, isNamed: true } };
  }
  if (comment.isPullRequest) {
    const head = await headOf(Number(comment.ticket.key), desk);
    const was = await headThen(comment, store);
    const isMoved = was !== undefined && was !== head.revision;
    return { ...head, why: isMoved ? { kind: 'moved', was } : { kind: 'head' } };
  }
  const { revision: usual } = await tracker.defaultRevision(comment.ticket, false);
  return (
    (await rememberedRevision(desk)) ??
    (await ofRelease(usual, desk)) ?? { revision: usual, why: { kind: 'default' } }
  );
}

/** A pull request is named, not the commit that its head is at. */
async function named(revision: Revision, desk: Choosing): Promise<ChosenRevision> {
  const why = revision.kind === 'pull' ? { why: { kind: 'pull' as const, pull: revision.number } } : {};
  return { ...(await revisionNamed(revision, desk)), ...why };
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
  const isNamed = why === undefined || (why.kind === 'release' && why.isNamed === true);
  if (isNamed) return { revision: last.revision, why: { kind: 'remembered' } };
  if (why.kind !== 'remembered' && why.kind !== 'pull') return undefined;
  const { pull } = why;
  if (pull === undefined) return { revision: last.revision, why: { kind: 'remembered' } };
  const head = await revisionNamed({ kind: 'pull', number: pull }, desk);
  return { ...head, why: { kind: 'remembered', pull } };
}

/** A revision that a command names. @throws UserError E-REF for code of a fork that is not to be run */
export async function revisionNamed(revision: Revision, desk: PullDesk): Promise<Named> {
  if (revision.kind === 'name') return { revision: revision.name };
  if (revision.kind === 'pull') return headOf(revision.number, desk);
  throw new UserError(
    'E-REF',
    `${writeRevision(revision)} is a branch of a fork, which is run for nobody by its name. Name its pull request, \`ref=#123\`, or push the branch to the repository and use \`ref=BRANCH\`.`,
  );
}

type PullDesk = ForkDesk & { readonly tracker: Pick<Tracker, 'defaultRevision'> };
type Named = Pick<ChosenRevision, 'revision' | 'fork'>;

/** The head of a pull request, as it is now. @throws UserError E-REF */
async function headOf(pull: number, desk: PullDesk): Promise<Named> {
  const { tracker, comment } = desk;
  const found = await tracker.defaultRevision({ ...comment.ticket, key: String(pull) }, true);
  const { revision } = found;
  return found.isFork ? { revision, fork: await admitFork({ pull, found }, desk) } : { revision };
}

/** The branch of the ticket's release, where it is another one than the usual. */
async function ofRelease(usual: string, desk: Choosing): Promise<ChosenRevision | undefined> {
  const found = await releaseBranch({ ...desk, ticket: desk.comment.ticket });
  if (found === undefined || found.branch === usual) return undefined;
  return { revision: found.branch, why: { kind: 'release', release: found.release } };
}
