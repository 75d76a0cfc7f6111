import type { Cost, Spending, Used } from '../model/spending.ts';

/** What a limit is about: one command alone, or what somebody uses within a calendar week. */
export const BUDGET_SCOPES = ['run', 'person', 'ticket', 'week'] as const;

export type BudgetScope = (typeof BUDGET_SCOPES)[number];

/** The most of something in each scope; what is absent is not limited. */
export type Allowance = { readonly [Scope in BudgetScope]?: number };

/** What a project may use. `week` is the whole repository's. */
export interface Budgets {
  readonly iterations: Allowance;
  /** CI time in minutes: the time of iterations, added up over machines. */
  readonly minutes: Allowance;
}

/** A command in its own unit: `units` is the number people type, each of which stands for `each` iterations. */
export interface Ask {
  readonly units: number;
  readonly each: number;
  /** The time one iteration may take at most, in milliseconds, where that is known. */
  readonly timeoutMs?: number;
}

/** A limit that a command would go over. */
export interface Excess {
  readonly scope: BudgetScope;
  readonly of: 'iterations' | 'minutes';
  readonly limit: number;
  readonly used: number;
  /** Part of `used` that runs hold which have not ended. */
  readonly pending: number;
  readonly wanted: number;
}

/** What a command would cost, and whether it may. */
export interface Judgement {
  readonly cost: Cost;
  /** Milliseconds that one iteration is reckoned with; measured if one ran before. */
  readonly msEach: number;
  readonly isMeasured: boolean;
  /** Empty when it fits. */
  readonly excess: readonly Excess[];
  /** The most units that would fit, at most those asked for. */
  readonly fits: number;
}

/** What an iteration is reckoned to take before any ran, in milliseconds. */
const usualMs = 60_000;
const minuteMs = 60_000;

/** The stricter of two in every place: the server's budgets are the ceiling of a project's. */
export function tightest(one: Budgets, other: Budgets): Budgets {
  const tighter = (a: Allowance, b: Allowance): Allowance =>
    Object.fromEntries(
      BUDGET_SCOPES.flatMap((scope) => {
        const limits = [a[scope], b[scope]].filter((limit) => limit !== undefined);
        return limits.length === 0 ? [] : [[scope, Math.min(...limits)]];
      }),
    );
  return {
    iterations: tighter(one.iterations, other.iterations),
    minutes: tighter(one.minutes, other.minutes),
  };
}

/** Whether anything is limited at all. */
export function isLimited({ iterations, minutes }: Budgets): boolean {
  return BUDGET_SCOPES.some((scope) => iterations[scope] !== undefined || minutes[scope] !== undefined);
}

/** Holds a command against the budgets. What just reaches a limit fits. */
export function judge(ask: Ask, budgets: Budgets, spending: Spending): Judgement {
  const isMeasured = spending.msEach !== undefined;
  const reckoned = spending.msEach ?? Math.min(usualMs, ask.timeoutMs ?? usualMs);
  const msEach = Math.max(1, Math.ceil(reckoned));
  const iterations = ask.units * ask.each;
  const cost: Cost = { iterations, ms: iterations * msEach };
  const rooms = BUDGET_SCOPES.flatMap((scope) => roomsOf(scope, budgets, spending));
  const excess = rooms.filter(({ left, of }) => left < (of === 'minutes' ? cost.ms : cost.iterations));
  const units = rooms.map(({ left, of }) => left / (ask.each * (of === 'minutes' ? msEach : 1)));
  return {
    cost,
    msEach,
    isMeasured,
    excess: excess.map((room) => excessOf(room, cost)),
    fits: Math.max(0, Math.floor(Math.min(ask.units, ...units))),
  };
}

interface Room {
  readonly scope: BudgetScope;
  readonly of: 'iterations' | 'minutes';
  readonly limit: number;
  readonly used: Used;
  /** In iterations or in milliseconds. */
  readonly left: number;
}

const unused: Used = { iterations: 0, ms: 0, pending: { iterations: 0, ms: 0 } };

function roomsOf(scope: BudgetScope, { iterations, minutes }: Budgets, spending: Spending): readonly Room[] {
  const used = scope === 'run' ? unused : spending[scope];
  const [most, longest] = [iterations[scope], minutes[scope]];
  const rooms: Room[] = [];
  if (most !== undefined)
    rooms.push({ scope, of: 'iterations', limit: most, used, left: most - used.iterations });
  if (longest !== undefined)
    rooms.push({ scope, of: 'minutes', limit: longest, used, left: longest * minuteMs - used.ms });
  return rooms;
}

function excessOf({ scope, of, limit, used }: Room, cost: Cost): Excess {
  const amount = (from: Cost): number => (of === 'minutes' ? inMinutes(from.ms) : from.iterations);
  return { scope, of, limit, used: amount(used), pending: amount(used.pending), wanted: amount(cost) };
}

/** Begun minutes: nothing that was used reads as nothing. */
export function inMinutes(ms: number): number {
  return Math.ceil(ms / minuteMs);
}
