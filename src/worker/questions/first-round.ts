import type { RunRequest } from '../../commands/contract/context.ts';
import { writeRevision } from '../../commands/language/revision.ts';
import { type Scope, USUAL_SCOPE_RUNS } from '../../model/isolation.ts';
import { bisectPlan } from '../../plans/bisect.ts';
import { comparePlan } from '../../plans/compare.ts';
import { decideOrders } from '../../plans/decide.ts';
import { isolateStep } from '../../plans/isolate.ts';
import type { Plan } from '../../plans/plan.ts';

/** A batch of the first round of a request, before anything is known. */
export interface FirstBatch {
  readonly runs: number;
  /** What is tested, as far as it has a name. */
  readonly revision: string;
  /** The side of the question that it is for, in words; absent for a question that has one side. */
  readonly side?: string;
  /** How an isolation starts the test. */
  readonly scope?: Scope;
}

const before = 'before';
const nobody = { subject: '', date: '', parents: [] };

/** What a request would run first, by the plan of its question. Pure. @param revision what the request is about */
export function firstRound({ count, question }: RunRequest, revision: string): readonly FirstBatch[] {
  switch (question?.kind) {
    case undefined:
      return [{ runs: count, revision }];
    case 'decide':
      return decideOrders(question).map(({ runs }) => ({ runs, revision }));
    case 'compare': {
      const base =
        question.base === undefined ? 'the commit where it branched off' : writeRevision(question.base);
      const sides = { before: { id: before, label: base }, after: { id: 'after', label: revision } };
      const plan = comparePlan({
        ...sides,
        ...(question.runs === undefined ? {} : { runs: question.runs }),
      });
      return ordersOf(plan).map(({ side, runs }) => {
        const tested = side === before ? base : revision;
        return { runs, revision: tested, side: tested };
      });
    }
    case 'bisect': {
      const range = {
        good: { id: writeRevision(question.good), ...nobody },
        commits: [{ id: revision, ...nobody }],
      };
      const most = question.mostRuns === undefined ? {} : { mostRuns: question.mostRuns };
      const step = bisectPlan({ range, ...most })(new Map());
      const orders = step.kind === 'run' ? step.orders : [];
      return orders.map(({ side, runs }) => ({ runs, revision: side, side: 'the end that fails' }));
    }
    case 'isolate': {
      const runs = question.runs ?? USUAL_SCOPE_RUNS;
      const asked = { scopes: ['alone'] as const, left: [], runs };
      return ordersOf((evidence) => isolateStep(asked, evidence)).map((order) => ({
        runs: order.runs,
        revision,
        side: 'the test alone',
        scope: 'alone',
      }));
    }
  }
}

function ordersOf<Finding>(plan: Plan<Finding>) {
  const step = plan(new Map());
  return step.kind === 'run' ? step.orders : [];
}
