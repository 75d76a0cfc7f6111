import type { AddRequest, CommandContext, NothingToAdd } from '../commands/contract/context.ts';
import type { ProjectConfig } from '../config/project.ts';
import type { ServerConfig } from '../config/server.ts';
import { UserError } from '../model/errors.ts';
import { tally } from '../model/iteration.ts';
import type { RepeatRun } from '../model/repeat-run.ts';
import type { Comment } from '../model/ticket.ts';
import type { Queue } from '../queue/queue.ts';
import type { Store } from '../store/store.ts';
import { stillLost } from '../reports/additions.ts';
import { payFor, reckon } from './budgeting.ts';

interface Adding {
  readonly config: ServerConfig;
  readonly store: Store;
  readonly queue: Queue;
  readonly now: () => Date;
  readonly comment: Comment;
  readonly project: ProjectConfig;
}

/**
 * Adds iterations to a run of the comment's ticket, within the project's limit and its budgets. Two that add at once, in
 * any processes, take turns: neither asks again for what the other has asked for.
 */
export async function addRuns(request: AddRequest, desk: Adding): ReturnType<CommandContext['addRuns']> {
  return desk.store.turns.take(`add to ${request.id}`, async () => addInTurn(request, desk));
}

async function addInTurn(request: AddRequest, desk: Adding): ReturnType<CommandContext['addRuns']> {
  const { store, queue, comment, now } = desk;
  const { id, kind, line } = request;
  const run = await runCalled(id, store);
  if (!isAdded(run, comment.id, line)) {
    const runs = await runsToAdd(request, run, desk);
    if (typeof runs === 'string') return runs;
    const by = comment.author.login;
    await payFor({ ...paidAs(run, comment), line, count: runs }, desk);
    const addition = { kind, runs, by, at: now().toISOString(), commentId: comment.id, line };
    const seen = (await store.iterations.of(id)).length;
    const given = (await store.batches.of(id)).reduce((sum, { count }) => sum + count, 0);
    const isOver = run.state !== 'active';
    await store.runs.add(id, { ...addition, seen, ...(isOver ? { given } : {}) });
  }
  await queue.add({ kind: 'run', id });
  return 'added';
}

/** What adding would come to and cost; nothing is added or paid. @throws UserError E-VALUE */
export async function reckonAdding(
  request: AddRequest,
  desk: Adding,
): ReturnType<CommandContext['reckonAdding']> {
  const run = await runCalled(request.id, desk.store);
  const runs = await runsToAdd(request, run, desk);
  if (typeof runs === 'string') return runs;
  const cost = await reckon({ ...paidAs(run, desk.comment), line: request.line, count: runs }, desk);
  return { ...cost, runs, whole: run.asked + runs };
}

async function runCalled(id: string, { runs }: Pick<Store, 'runs'>): Promise<RepeatRun> {
  const run = await runs.get(id);
  if (run === undefined) throw new UserError('E-VALUE', `There is no run \`${id}\`.`);
  return run;
}

/** How many iterations a request means, within the project's limit. @throws UserError E-VALUE */
async function runsToAdd(
  request: AddRequest,
  run: RepeatRun,
  { store, project }: Pick<Adding, 'store' | 'project'>,
): Promise<number | NothingToAdd> {
  const { id } = run;
  if ((await store.runs.cancelRequested(id)) !== undefined && run.state === 'active')
    throw new UserError('E-VALUE', `\`${id}\` is being stopped: wait for its report.`);
  if (request.kind === 'retry' && run.state === 'active') return 'still-running';
  const runs =
    request.kind === 'extend'
      ? request.runs
      : stillLost(run, tally(run.asked, await store.iterations.of(id)).lost);
  if (runs === 0) return 'nothing-lost';
  checkLimit({ run, runs }, { project });
  return runs;
}

function isAdded({ additions = [] }: RepeatRun, commentId: string, line: number): boolean {
  return additions.some((one) => one.commentId === commentId && one.line === line);
}

function checkLimit(
  { run, runs }: { readonly run: RepeatRun; readonly runs: number },
  { project }: Pick<Adding, 'project'>,
): void {
  const { maxRuns } = project.limits;
  const whole = run.asked + runs;
  if (whole <= maxRuns) return;
  const left = Math.max(0, maxRuns - run.asked);
  const most = left === 0 ? 'Nothing more fits.' : `At most \`x${left}\` fit.`;
  throw new UserError(
    'E-VALUE',
    `\`${run.id}\` would come to ${whole} runs, over this project's limit of ${maxRuns} (\`limits.maxRuns\`). ${most}`,
  );
}

function paidAs({ ticket, selector }: RepeatRun, { id, author }: Comment) {
  return { ticket, commentId: id, requestedBy: author.login, selector, quiet: false };
}
