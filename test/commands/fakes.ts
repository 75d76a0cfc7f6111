import type { Block, Document, Inline } from '../../src/model/document.ts';
import type { IssueLink } from '../../src/model/issue-link.ts';
import type { Permit } from '../../src/model/permit.ts';
import type { RepeatRun } from '../../src/model/repeat-run.ts';
import { UserError } from '../../src/model/errors.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { ticketKey, type Comment } from '../../src/model/ticket.ts';
import type { Reply } from '../../src/commands/command.ts';
import type { AddRequest, CommandContext, RunRequest } from '../../src/commands/contract/context.ts';
import type { DecisionRequest, RunProgress } from '../../src/commands/contract/decisions.ts';
import { readComment, runComment } from '../../src/commands/running/run-comment.ts';

export const ticket = { tracker: 'github', project: 'apache/cassandra', key: '17461' } as const;

export function commentOf(text: string, changes: Partial<Comment> = {}): Comment {
  return {
    ticket,
    id: 'c-1',
    author: { login: 'driftx', isBot: false },
    text,
    isPullRequest: false,
    createdAt: '2022-08-16T08:00:00Z',
    ...changes,
  };
}

export function runOf(id: string, changes: Partial<RepeatRun> = {}): RepeatRun {
  return {
    id,
    ticket,
    commentId: 'c-0',
    requestedBy: 'driftx',
    selector: parseSelector('CASTest#testOld'),
    revision: 'trunk',
    lane: 'jdk8',
    asked: 200,
    service: 'local',
    stage: 'wait',
    state: 'active',
    createdAt: '2022-08-16T07:00:00Z',
    ...changes,
  };
}

/** A project in memory: what was started and cancelled can be looked at afterwards. */
export interface World {
  readonly context: CommandContext;
  readonly started: RunRequest[];
  readonly cancelled: string[];
  readonly decided: DecisionRequest[];
  readonly permits: Permit[];
  readonly added: AddRequest[];
  readonly links: IssueLink[];
  /** Digests turned on or off. */
  readonly turned: string[];
}

export interface WorldOptions {
  readonly runs?: readonly RepeatRun[];
  readonly permits?: readonly Permit[];
  readonly links?: readonly IssueLink[];
  readonly comment?: Partial<Comment>;
  readonly changes?: Partial<CommandContext>;
  readonly progress?: Partial<RunProgress>;
}

export function worldOf(text: string, options: WorldOptions = {}): World {
  const runs = options.runs ?? [];
  const started: RunRequest[] = [];
  const cancelled: string[] = [];
  const added: AddRequest[] = [];
  const decided: DecisionRequest[] = [];
  const turned: string[] = [];
  const permits: Permit[] = [...(options.permits ?? [])];
  const links: IssueLink[] = [...(options.links ?? [])];
  const place = options.comment?.ticket ?? ticket;
  const here = runs.filter((run) => ticketKey(run.ticket) === ticketKey(place));
  const context: CommandContext = {
    comment: commentOf(text, options.comment),
    right: 'run',
    settings: { defaultCount: 200, maxCount: 2_000, commandWord: 'retrial' },
    about: {
      version: '1.2.3',
      settings: [{ name: 'ci', value: '`local` @all', what: 'where tests run' }],
    },
    async startRun(request) {
      started.push(request);
      return { run: runOf('r-new1', { selector: request.selector, asked: request.count }) };
    },
    activeRuns: async () => here.filter((run) => run.state === 'active' && !cancelled.includes(run.id)),
    runsHere: async () => here.toReversed(),
    latestRun: async () => here.at(-1),
    findRun: async (id) => runs.find((run) => run.id === id),
    async cancelRun(id) {
      cancelled.push(id);
    },
    async addRuns(request) {
      added.push(request);
      return 'added';
    },
    async reckonAdding(request) {
      const count = request.kind === 'extend' ? request.runs : 2;
      const cost = { iterations: count, minutes: count, isMeasured: false, fits: true };
      return { ...cost, runs: count, whole: 200 + count };
    },
    recommendation: async () => ({ runs: [] }),
    skips: async () => [],
    endedRuns: async () => here.filter((run) => run.stage === 'done').toReversed(),
    fixFindings: async () =>
      here
        .filter((run) => run.stage === 'done' && run.question === 'compare')
        .toReversed()
        .map(({ id }) => ({
          run: id,
          says: 'gone',
          before: { failed: 12, executed: 400 },
          after: { failed: 0, executed: 1000 },
        })),
    standing: async () => ({ releases: ['4.1'], labels: [] }),
    async lookAtRelease(release) {
      const board = {
        release: { name: release },
        at: '2022-08-16T08:00:00Z',
        blocking: [],
        settled: [],
        resolved: [],
      };
      return { board, pace: { resolved: 0, days: 60, open: 0 }, gaps: [] };
    },
    openReleases: async () => ['4.1', '4.2'],
    begun: async () => undefined,
    letGo: async () => {},
    decided: async () => undefined,
    preview: async () => undefined,
    digests: {
      all: async () => [
        {
          name: 'weekly',
          kind: 'flakes',
          cron: '0 8 * * 1',
          zone: 'UTC',
          isOn: !turned.includes('weekly off'),
          places: ['ticket 30'],
        },
      ],
      async write(name) {
        if (name !== 'weekly') throw new UserError('E-VALUE', `There is no digest \`${name}\`.`);
        return [{ topic: { kind: 'digest', id: 'd-1' }, blocks: [{ kind: 'code', text: 'the digest' }] }];
      },
      turn: async (name, isOn) => void turned.push(`${name ?? 'weekly'} ${isOn ? 'on' : 'off'}`),
    },
    async decide({ line, ...asked }) {
      decided.push({ line, ...asked });
      const { undo, byHand, newTicket: _new, movesBlocker: _moves, proofRuns, ...said } = asked;
      const decision = { ...said, id: 'd-1', ticket: place, by: 'driftx', at: '2022-08-16T08:00:00Z' };
      const entry = { number: 7, decision, previous: '0'.repeat(64), hash: 'a'.repeat(64) };
      return {
        entry,
        ...(undo === undefined ? {} : { undo }),
        ...(byHand === undefined ? {} : { byHand }),
        ...(proofRuns === undefined ? {} : { proofRuns }),
      };
    },
    reckon: async ({ count }) => ({
      iterations: count,
      minutes: count,
      isMeasured: false,
      fits: count <= 1_000,
      revision: 'trunk',
      orders: [{ lane: '', service: 'circleci', facts: [{ name: 'branch', value: 'trunk' }] }],
    }),
    ordinary: async () => undefined,
    statistics: async () => ({
      places: [],
      counts: { asked: 0, executed: 0, passed: 0, failed: 0, skipped: 0, lost: 0 },
      causes: [],
      stoppedAtAnswer: 0,
      others: 0,
    }),
    permits: {
      all: async () => permits,
      async give(login) {
        permits.push({ login, by: context.comment.author.login, at: '2022-08-16T08:00:00.000Z' });
      },
      async takeBack(login) {
        const at = permits.findIndex((permit) => permit.login === login);
        return permits.splice(at, at === -1 ? 0 : 1).length > 0;
      },
    },
    links: {
      all: async () => links,
      async tie(target) {
        const isNew = !links.some((one) => one.target === target.target);
        if (isNew)
          links.push({
            ...target,
            ticket: place,
            by: context.comment.author.login,
            at: '2022-08-16T08:00:00.000Z',
          });
        return { isNew, days: 60, failures: 12, builds: 7, since: '2022-07-03T08:00:00.000Z', isAll: true };
      },
      async untie(target) {
        const gone = links.filter((one) => target === undefined || one.target === target.target);
        for (const one of gone) links.splice(links.indexOf(one), 1);
        return gone.length;
      },
    },
    progressOf: async () => ({ executed: 112, failed: 3, skipped: 1, lost: 2, ...options.progress }),
    ...options.changes,
  };
  return { context, started, cancelled, decided, permits, added, links, turned };
}

/** Posts a comment: read and carried out as the service does it. */
export async function post(
  text: string,
  options: WorldOptions = {},
): Promise<World & { replies: readonly Reply[] }> {
  const world = worldOf(text, options);
  const parsed = readComment(world.context.comment, world.context.settings.commandWord);
  return { ...world, replies: await runComment(parsed, world.context) };
}

/** What is said against a command when it is posted; nothing where it is carried out. */
export async function faultsOf(command: string, options: WorldOptions = {}): Promise<readonly string[]> {
  const { replies } = await post(command, options);
  if (replies.length === 0) return [`nobody reads ${command}`];
  return replies.flatMap(({ codes = [], document }) => codes.map((code) => `${code}: ${plain(document)}`));
}

/** A document as plain text: code in backticks, one line a block or row. */
export function plain(document: Document | undefined): string {
  return (document?.blocks ?? []).map(plainBlock).join('\n');
}

function plainBlock(block: Block): string {
  if (block.kind === 'headline' || block.kind === 'paragraph') return plainText(block.text);
  if (block.kind === 'list') return block.items.map((item) => `- ${plainText(item)}`).join('\n');
  if (block.kind === 'code') return block.text;
  if (block.kind === 'fold') return [plainText(block.summary), ...block.blocks.map(plainBlock)].join('\n');
  const rows = block.rows.map((row) => row.map(plainText).join(' | '));
  return [block.columns.map(({ title }) => title).join(' | '), ...rows].join('\n');
}

export function plainText(inlines: readonly Inline[]): string {
  return inlines
    .map((inline) => {
      if (inline.kind === 'person') return `@${inline.login}`;
      return inline.kind === 'code' ? `\`${inline.text}\`` : inline.text;
    })
    .join('');
}
