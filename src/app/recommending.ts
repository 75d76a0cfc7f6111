import type { CommandContext } from '../commands/contract/context.ts';
import type { ProjectConfig } from '../config/project.ts';
import type { ServerConfig } from '../config/server.ts';
import type { Circumstances, FoundRun } from '../model/advice.ts';
import type { Release } from '../model/blocker.ts';
import { UserError } from '../model/errors.ts';
import { quoted } from '../model/plain-text.ts';
import type { ListedRelease } from '../model/release.ts';
import type { TicketRef } from '../model/ticket.ts';
import type { Store } from '../store/store.ts';
import type { Tracker } from '../trackers/tracker.ts';
import { knownOfTicket, type KnownOfTicket } from '../worker/known-of-ticket.ts';
import { recommend } from '../worker/recommendation.ts';
import type { ReleaseQuestion } from '../worker/releases/look.ts';
import { toldOfRelease } from '../worker/releases/told-of-release.ts';
import { wholeRelease } from '../worker/releases/whole-release.ts';
import { releaseQuestion } from './release-question.ts';
import { adviceTerms, policyPlace } from './surroundings.ts';

interface Desk {
  readonly config: ServerConfig;
  readonly store: Store;
  readonly tracker: Tracker;
}

/** What a ticket's runs of a test come to; of a ticket on one release, those that speak of that release. */
export async function recommendationOn(
  {
    ticket,
    test,
    release: named,
  }: { readonly ticket: TicketRef; readonly test: string; readonly release?: string | undefined },
  project: ProjectConfig,
  desk: Desk,
): ReturnType<CommandContext['recommendation']> {
  const own = await knownOfTicket(ticket, desk.tracker);
  const known =
    named === undefined ? own : { ...own, releases: [named], ...(await listedWith(named, ticket, desk)) };
  const terms = await adviceTerms({ ticket, test, known }, project, desk);
  const { release } = terms;
  const question =
    release === undefined
      ? undefined
      : await wholeQuestion(releaseQuestion(release, ticket, project), known, desk);
  const toldOf = async (runs: readonly FoundRun[]) =>
    toldOfRelease(runs, { ticket, known, ...(question === undefined ? {} : { question }) }, desk);
  const around = question === undefined ? terms : { ...terms, builtFrom: builtFrom(question.release) };
  const recommended = await recommend({ ticket, test, toldOf }, desk.store, around);
  return { ...recommended, ...policyPlace(ticket, desk.config) };
}

/** The project's releases, a named one among them. @throws UserError E-VALUE where there is none of that name */
async function listedWith(
  release: string,
  ticket: TicketRef,
  { tracker }: Pick<Desk, 'tracker'>,
): Promise<{ readonly listed: readonly ListedRelease[] }> {
  const listed = await tracker.releases(ticket);
  if (listed.some(({ name }) => name === release)) return { listed };
  throw new UserError('E-VALUE', `There is no release ${quoted(release)} in this project.`);
}

/** A release with its branch and its predecessor's, as far as its tracker says them. */
async function wholeQuestion(
  question: ReleaseQuestion,
  { listed, pulls }: KnownOfTicket,
  { tracker }: Pick<Desk, 'tracker'>,
): Promise<ReleaseQuestion> {
  if (listed === undefined || pulls === undefined) return question;
  return { ...question, release: await wholeRelease(question, listed, tracker) };
}

/** What commands name to run a release, and the one before it. */
function builtFrom({ branch, predecessor }: Release): NonNullable<Circumstances['builtFrom']> {
  const before = predecessor?.branch;
  return {
    ...(branch === undefined ? {} : { release: branch }),
    ...(before === undefined ? {} : { before }),
  };
}
