import type { AddRequest, CommandContext } from '../commands/contract/context.ts';
import type { ProjectConfig } from '../config/project.ts';
import type { ServerConfig } from '../config/server.ts';
import { UserError } from '../model/errors.ts';
import { tally } from '../model/iteration.ts';
import type { RepeatRun } from '../model/repeat-run.ts';
import type { Comment } from '../model/ticket.ts';
import type { Queue } from '../queue/queue.ts';
import type { Store } from '../store/store.ts';
import { stillLost } from '../reports/additions.ts';
import { payFor } from './budgeting.ts';

interface Adding {
  readonly config: ServerConfig;
  readonly store: Store;
  readonly queue: Queue;
  readonly now: () => Date;
  readonly comment: Comment;
  readonly project: ProjectConfig;
}

/** Adds iterations to a run of the comment's ticket, within the project's limit and its budgets. */
export async function addRuns(request: AddRequest, desk: Adding): ReturnType<CommandContext['addRuns']> {
  const { store, queue, comment, now } = desk;
  const { id, kind, line } = request;
  const run = await store.runs.get(id);
  if (run === undefined) throw new UserError('E-VALUE', `There is no run \`${id}\`.`);
  if (!isAdded(run, comment.id, line)) {
    if ((await store.runs.cancelRequested(id)) !== undefined && run.state === 'active')
      throw new UserError('E-VALUE', `\`${id}\` is being stopped: wait for its report.`);
    if (kind === 'retry' && run.state === 'active') return 'still-running';
    const iterations = await store.iterations.of(id);
    const runs = request.kind === 'extend' ? request.runs : stillLost(run, tally(run.asked, iterations).lost);
    if (runs === 0) return 'nothing-lost';
    checkLimit({ run, runs }, desk);
    const by = comment.author.login;
    await payFor({ ...paidAs(run, comment), line, count: runs }, desk);
    const addition = { kind, runs, by, at: now().toISOString(), commentId: comment.id, line };
    const given = (await store.batches.of(id)).reduce((sum, { count }) => sum + count, 0);
    const isOver = run.state !== 'active';
    await store.runs.add(id, { ...addition, seen: iterations.length, ...(isOver ? { given } : {}) });
  }
  await queue.add({ kind: 'run', id });
  return 'added';
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
