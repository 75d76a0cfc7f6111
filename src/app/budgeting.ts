import { inMinutes, judge, isLimited, tightest, type Ask, type Budgets } from '../budgets/budget.ts';
import { overBudget } from '../budgets/refusal.ts';
import { weekOf } from '../budgets/week.ts';
import type { RunRequest } from '../commands/contract/context.ts';
import type { ReckonedCost } from '../commands/contract/reckoning.ts';
import type { ProjectConfig } from '../config/project.ts';
import type { ServerConfig } from '../config/server.ts';
import { SCOPES, USUAL_SCOPE_RUNS } from '../model/isolation.ts';
import type { Payer, Spending } from '../model/spending.ts';
import type { TicketRef } from '../model/ticket.ts';
import type { Store } from '../store/store.ts';
import { repositoryOf } from './trackers.ts';

/** What a question that ends by itself is held to take at most, where no number is named. */
const openEnds = { decide: 1_000, compareSide: 2_000, bisect: 3_000 } as const;

/** What budgets are held against. */
interface Purse {
  readonly config: ServerConfig;
  readonly project: Pick<ProjectConfig, 'budgets'>;
  readonly store: Pick<Store, 'charges'>;
  readonly now: () => Date;
}

/**
 * Takes what a request may cost out of its budgets, once for each line of a comment.
 * @returns the lanes it was charged for, the first time
 * @throws OverBudget when it does not fit; nothing is taken then.
 */
export async function payFor(
  request: RunRequest,
  { config, project, store, now }: Purse,
): Promise<readonly string[]> {
  const { ticket, commentId, line, requestedBy, selector } = request;
  const repository = repositoryOf(ticket, config);
  const budgets = tightest(config.budgets, project.budgets);
  const { start, end } = weekOf(now());
  const payer = { repository, ticket, person: requestedBy, selector: selector.text };
  const lanes = request.lanes ?? [''];
  const charge = { ...payer, commentId, line, lanes, at: now().toISOString() };
  return store.charges.reserve(charge, start, (spending) => {
    const judgement = judge(askOf(request), budgets, spending);
    if (judgement.excess.length > 0) throw overBudget(judgement, { repository, frees: end });
    return judgement.cost;
  });
}

/** What a request may cost, without taking it out of any budget. */
export async function reckon(
  request: RunRequest,
  { config, project, store, now }: Purse,
): Promise<ReckonedCost> {
  const { ticket, requestedBy, selector } = request;
  const payer = {
    repository: repositoryOf(ticket, config),
    ticket,
    person: requestedBy,
    selector: selector.text,
  };
  const spending = await store.charges.spending(payer, weekOf(now()).start);
  const { cost, isMeasured, excess } = judge(
    askOf(request),
    tightest(config.budgets, project.budgets),
    spending,
  );
  return { iterations: cost.iterations, minutes: inMinutes(cost.ms), isMeasured, fits: excess.length === 0 };
}

/** A search that names no number would go on as long as it takes: where something is limited, it ends with its charge. */
export function bounded(
  request: RunRequest,
  { config, project }: Pick<Purse, 'config' | 'project'>,
): RunRequest {
  const { question } = request;
  if (question?.kind !== 'bisect' || !isLimited(tightest(config.budgets, project.budgets))) return request;
  return { ...request, question: { ...question, mostRuns: question.mostRuns ?? openEnds.bisect } };
}

/** The most a request may take, in the number that people type for it. */
export function askOf(request: RunRequest): Ask {
  const { each, ...ask } = askInOneLane(request);
  return { ...ask, each: each * (request.lanes?.length ?? 1) };
}

function askInOneLane({ count, question, timeoutMs }: RunRequest): Ask {
  const timeout = timeoutMs === undefined ? {} : { timeoutMs };
  switch (question?.kind) {
    case undefined:
      return { units: count, each: 1, ...timeout };
    case 'decide':
      return { units: 'first' in question ? question.most : openEnds.decide, each: 1, ...timeout };
    case 'compare':
      return { units: question.runs ?? openEnds.compareSide, each: 2, ...timeout };
    case 'bisect':
      return { units: question.mostRuns ?? openEnds.bisect, each: 1, ...timeout };
    case 'isolate':
      return { units: question.runs ?? USUAL_SCOPE_RUNS, each: SCOPES.length, ...timeout };
  }
}

/** The budgets that hold on a ticket, and what was used of them this week. */
export interface ShownBudgets {
  readonly budgets: Budgets;
  readonly spending: Spending;
}

/** For people: undefined where nothing is limited. */
export async function budgetsOn(
  who: { readonly ticket: TicketRef; readonly person: string },
  { config, project, store, now }: Purse,
): Promise<ShownBudgets | undefined> {
  const budgets = tightest(config.budgets, project.budgets);
  if (!isLimited(budgets)) return undefined;
  const payer: Payer = { ...who, repository: repositoryOf(who.ticket, config) };
  return { budgets, spending: await store.charges.spending(payer, weekOf(now()).start) };
}
