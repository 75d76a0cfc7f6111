import { advicePolicy } from '../config/policy.ts';
import type { ProjectConfig } from '../config/project.ts';
import { projectFile } from '../config/project-file.ts';
import type { ServerConfig } from '../config/server.ts';
import type { Circumstances } from '../model/advice.ts';
import type { Policy } from '../model/policy.ts';
import type { TestSkip } from '../model/test-skip.ts';
import type { TicketRef } from '../model/ticket.ts';
import type { Store } from '../store/store.ts';
import type { Tracker } from '../trackers/tracker.ts';
import { circumstancesOf } from '../worker/circumstances.ts';
import type { KnownOfTicket } from '../worker/known-of-ticket.ts';
import { skipsIfKnown } from '../worker/skips.ts';
import { ticketBranch } from './ticket-branch.ts';
import { freshen, jiraProjectOf, repositoryOf } from './trackers.ts';

interface Desk {
  readonly config: ServerConfig;
  readonly store: Store;
  readonly tracker: Tracker;
}

/** A test on a ticket, and what its tracker says around that. */
interface KnownTest {
  readonly ticket: TicketRef;
  readonly test: string;
  readonly known: KnownOfTicket;
}

/** By what a ticket's test is advised: the project's policy, and what is known beside the ticket's runs. */
export async function adviceTerms(
  { ticket, test, known }: KnownTest,
  project: ProjectConfig,
  desk: Desk,
): Promise<Policy & Circumstances> {
  const { config, store } = desk;
  const policy = advicePolicy(project.policy);
  const clone = await cloneFor({ ticket, releases: known.releases }, project, desk);
  const around = await circumstancesOf(test, {
    store,
    known,
    repository: repositoryOf(ticket, config),
    ...(clone === undefined ? {} : { clone }),
    windowDays: policy.windowDays ?? 30,
  });
  return { ...policy, ...around };
}

/** Where people read the project's file, where it is on GitHub and holds; `HEAD` is its default branch. */
export function policyPlace(
  ticket: TicketRef,
  config: Pick<ServerConfig, 'github' | 'jira' | 'repositories'>,
): { readonly policyUrl?: string } {
  if (jiraProjectOf(ticket, config)?.settings !== undefined) return {};
  const page = codePage(ticket, config);
  return page === undefined ? {} : { policyUrl: `${page}/blob/HEAD/${projectFile}` };
}

/** The page of a ticket's repository, where it is on GitHub. */
export function codePage(
  ticket: TicketRef,
  config: Pick<ServerConfig, 'github' | 'jira' | 'repositories'>,
): string | undefined {
  const { github, repositories } = config;
  if (github === undefined) return undefined;
  // The API of github.com is at api.github.com, that of a server of one's own below its /api/v3.
  const { origin, host } = new URL(github.apiUrl);
  const site = host.startsWith('api.') ? `https://${host.slice('api.'.length)}` : origin;
  const repository = repositoryOf(ticket, config);
  const isThere =
    ticket.tracker === 'github' || repositories[repository]?.url?.startsWith(`${site}/`) === true;
  return isThere ? `${site}/${repository}` : undefined;
}

/** What skips a ticket's test where its project builds from; none where that is not known. */
export async function skipsFor(
  { ticket, test }: { readonly ticket: TicketRef; readonly test: string },
  project: ProjectConfig,
  desk: Desk,
): Promise<readonly TestSkip[]> {
  const clone = await cloneFor({ ticket }, project, desk);
  return clone === undefined ? [] : skipsIfKnown(test, { repository: clone.path, revision: clone.revision });
}

async function cloneFor(
  asked: { readonly ticket: TicketRef; readonly releases?: readonly string[] },
  project: ProjectConfig,
  { config, tracker }: Desk,
) {
  const clone = config.repositories[repositoryOf(asked.ticket, config)];
  if (clone === undefined) return undefined;
  if (clone.url !== undefined) await freshen(clone).catch(() => {});
  return { path: clone.path, revision: await ticketBranch({ ...asked, project, tracker }) };
}
