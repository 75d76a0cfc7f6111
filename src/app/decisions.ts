import type { CommandContext } from '../commands/contract/context.ts';
import type { BegunDecision, DecisionMade, DecisionRequest } from '../commands/contract/decisions.ts';
import type { ProjectConfig } from '../config/project.ts';
import type { ServerConfig } from '../config/server.ts';
import { isRefusal, UserError } from '../model/errors.ts';
import type { Decision } from '../model/ledger.ts';
import { ticketKey, ticketName, type Comment, type ProjectRef, type TrackerName } from '../model/ticket.ts';
import type { Tracker } from '../trackers/tracker.ts';
import { heldIgnore } from '../worker/decisions/code-change.ts';
import { decide, letGo, preview, resume, type CarriedOut } from '../worker/decisions/deciding.ts';
import { orderInForce, readOrder, type AskedDecision, type CodeParts } from '../worker/decisions/order.ts';
import { endedRuns } from '../worker/ended-runs.ts';
import { fixFindingsOn } from '../worker/releases/fix-findings.ts';
import { lookAtRelease, type LookParts } from '../worker/releases/look.ts';
import { progressOf } from './progress-of.ts';
import { releaseQuestion } from './release-question.ts';
import { repositoryOf } from './trackers.ts';

type Decisions = Pick<
  CommandContext,
  | 'endedRuns'
  | 'standing'
  | 'fixFindings'
  | 'openReleases'
  | 'lookAtRelease'
  | 'begun'
  | 'letGo'
  | 'decided'
  | 'decide'
  | 'preview'
>;

/** What decisions are made with. */
interface DecisionDesk extends LookParts {
  readonly config: ServerConfig;
  readonly trackers: (name: TrackerName) => Tracker;
  readonly code: () => Promise<CodeParts>;
}

/** What commands about releases and decisions may know and do on a comment's ticket. */
export function decisionsOf(
  { id, ticket, author }: Comment,
  project: ProjectConfig,
  parts: DecisionDesk,
): Decisions {
  const { store, tracker, now, config } = parts;
  const deciding = { ...parts, ...wordsOf(project, config) };
  const fixFindings = async (release: string) =>
    fixFindingsOn(ticket, releaseQuestion(release, ticket, project), parts);
  const made = async (carried: CarriedOut): Promise<DecisionMade> => ({
    ...(await madeOf(carried, parts)),
    ...(await foundOf(carried.entry.decision, fixFindings)),
  });
  const idOf = (line: number): string => `${decidedIn({ ticket, id })}/${line}`;
  return {
    endedRuns: async () => endedRuns(ticket, store),
    standing: async () => tracker.standing(ticket),
    fixFindings,
    async openReleases() {
      const all = await tracker.releases(ticket);
      return all.filter(({ isOut }) => !isOut).map(({ name }) => name);
    },
    async lookAtRelease(name) {
      const question = releaseQuestion(name, ticket, project);
      return lookAtRelease({ ...question, viewer: author.login }, parts);
    },
    begun: async (line) => begunOf(idOf(line), store),
    letGo: async (line) => letGo(idOf(line), deciding),
    async decided(line) {
      const known = await resume(idOf(line), deciding);
      return known === undefined ? undefined : made(known);
    },
    async preview({ newTicket, ...asked }) {
      const decision = { ...asked, id: idOf(0), ticket, by: author.login, at: now().toISOString() };
      return preview(decision, newTicket !== undefined, deciding);
    },
    async decide({ line, ...request }) {
      const known = { id: idOf(line), ticket, by: author.login, at: now().toISOString() };
      return made(await decide(await askedWith(request, known, parts), deciding));
    },
  };
}

/** A request with who asks, where and when. @throws UserError for a place where no ticket can be made */
async function askedWith(
  { undo, byHand, newTicket, movesBlocker, proofRuns, ...asked }: Omit<DecisionRequest, 'line'>,
  known: Pick<Decision, 'id' | 'ticket' | 'by' | 'at'>,
  parts: DecisionDesk,
): Promise<AskedDecision> {
  return {
    decision: { ...asked, ...known },
    ...(undo === undefined ? {} : { undo }),
    ...(byHand === undefined ? {} : { byHand }),
    ...(movesBlocker === undefined ? {} : { movesBlocker }),
    ...(proofRuns === undefined ? {} : { proofRuns }),
    ...(newTicket === undefined ? {} : { newTicket: await placeOf(newTicket, known.ticket, parts) }),
  };
}

/** What the ids of all decisions of a comment begin with; behind it stands the line. */
export function decidedIn({ ticket, id }: Pick<Comment, 'ticket' | 'id'>): string {
  return `${ticketKey(ticket)}/${id}`;
}

async function begunOf(id: string, store: DecisionDesk['store']): Promise<BegunDecision | undefined> {
  const isEntered = (await store.ledger.get(id)) !== undefined;
  const order = await orderInForce(id, store);
  if (!isEntered && order === undefined) return undefined;
  const made = order?.ticket?.made;
  return { isEntered, ...(made === undefined ? {} : { followUp: ticketName(made.ticket) }) };
}

/** What a project's file and the server's say about decisions. */
function wordsOf({ policy, quarantine }: ProjectConfig, { commandWord }: ServerConfig) {
  const { blockerLabel } = policy;
  return {
    blockerLabel,
    commandWord,
    ...(quarantine === undefined ? {} : { quarantineFile: quarantine.file }),
  };
}

/** Where a new ticket goes: beside the one it is decided on, or to the other tracker of the same code. @throws UserError */
async function placeOf(
  { project: name }: { readonly project?: string },
  ticket: Comment['ticket'],
  { config, trackers }: DecisionDesk,
): Promise<ProjectRef> {
  const { tracker, project, installation } = ticket;
  if (name === undefined || name === project)
    return { tracker, project, ...(installation === undefined ? {} : { installation }) };
  const repository = repositoryOf(ticket, config);
  const jira = config.jira?.projects ?? {};
  const isOwnJira = Object.hasOwn(jira, name) && jira[name]?.repository === repository;
  if (!isOwnJira && name !== repository) {
    const own = [repository, ...Object.keys(jira).filter((key) => jira[key]?.repository === repository)];
    const known = own.map((one) => `\`${one}\``).join(', ');
    throw new UserError(
      'E-VALUE',
      `Follow-ups of this ticket can be made in ${known}; \`${name}\` is none of them.`,
    );
  }
  const place = await trackers(isOwnJira ? 'jira' : 'github').locate(name);
  if (place !== undefined) return place;
  throw new UserError('E-CONFIG', `This server has no account in \`${name}\`.`);
}

/** What an accepted run says of the fix. */
async function foundOf(
  { what, run, release }: Decision,
  fixFindings: CommandContext['fixFindings'],
): Promise<Pick<DecisionMade, 'found'>> {
  if (what !== 'accept' || release === undefined) return {};
  try {
    const found = (await fixFindings(release)).find((one) => one.run === run);
    return found === undefined ? {} : { found };
  } catch (error) {
    // It stands in the ledger: what only words it may be refused by now.
    if (isRefusal(error)) return {};
    throw error;
  }
}

async function evidenceOf(
  run: string,
  { store, now }: Pick<DecisionDesk, 'store' | 'now'>,
): Promise<Pick<DecisionMade, 'evidence' | 'evidenceGoneAt'>> {
  const evidence = progressOf(await store.iterations.of(run), await store.runs.get(run), now());
  const goneAt = await store.evidence.goneAt(run);
  return { evidence, ...(goneAt === undefined ? {} : { evidenceGoneAt: goneAt }) };
}

/** The pull request of the ignore that was taken back before it was merged. */
async function unmergedOf(
  decision: Decision,
  { store }: Pick<DecisionDesk, 'store'>,
): Promise<Pick<DecisionMade, 'unmerged'>> {
  const ignored = await heldIgnore(decision, { store });
  if (ignored === undefined) return {};
  const pull = (await readOrder(ignored.id, store))?.change?.pull;
  return { unmerged: pull ?? {} };
}

/** So long a step that is refused is tried again. */
const triedMs = 7 * 86_400_000;

/** Whether a step of a decision that is refused is still tried again. */
export function isTried({ at }: Decision, now: Date): boolean {
  return now.getTime() - Date.parse(at) < triedMs;
}

async function madeOf(
  { entry, order, missing: steps }: CarriedOut,
  { store, now }: DecisionDesk,
): Promise<DecisionMade> {
  const { undo, byHand, change, ticket, overtaken, skipped, proofRuns } = order;
  const isTriedAgain = isTried(entry.decision, now());
  const missing = steps.length === 0 ? {} : { missing: { steps, isTriedAgain } };
  const { run } = entry.decision;
  const evidence = run === undefined ? {} : await evidenceOf(run, { store, now });
  const proposal =
    change?.pull === undefined
      ? {}
      : { proposal: { ...change.pull, base: change.branch, change: change.words ?? '' } };
  const unmerged = change === undefined ? await unmergedOf(entry.decision, { store }) : {};
  const release = ticket?.release === undefined ? {} : { release: ticket.release };
  const followUp =
    ticket?.made === undefined
      ? {}
      : { followUp: { name: ticketName(ticket.made.ticket), url: ticket.made.url, ...release } };
  return {
    entry,
    ...(undo === undefined ? {} : { undo }),
    ...(byHand === undefined ? {} : { byHand }),
    ...(proofRuns === undefined ? {} : { proofRuns }),
    ...proposal,
    ...followUp,
    ...evidence,
    ...missing,
    ...(overtaken === undefined ? {} : { overtaken }),
    ...(skipped === undefined ? {} : { skipped }),
    ...unmerged,
  };
}
