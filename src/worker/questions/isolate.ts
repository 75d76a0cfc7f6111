import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { type Recipe, recipeSchema } from '../../ci/local/recipe.ts';
import { comparableCommands, scopedCommands } from '../../ci/local/scopes.ts';
import { UserError } from '../../model/errors.ts';
import { type Scope, USUAL_SCOPE_RUNS } from '../../model/isolation.ts';
import { type IsolateQuestion, isolateStep, isolationOf } from '../../plans/isolate.ts';
import type { RepeatRun } from '../../model/repeat-run.ts';
import { isolationJson } from '../../reports/isolation-json.ts';
import { isolationDocument } from '../../reports/isolation-document.ts';
import { plottedIsolation } from '../../reports/plots/plotted.ts';
import { factsOf, keptEvidence, tailOf } from '../reporting.ts';
import type { AskedRun, OpenQuestion, QuestionKind } from './kind.ts';
import { revisionFacts } from './overlaid.ts';
import { repeat } from './repeat.ts';

const askedSchema = z.object({ runs: z.int().positive().optional() });

/** How each scope is run. */
export interface ScopedRuns {
  readonly commands: ReadonlyMap<Scope, readonly string[]>;
  /** Iterations at once in the scope `loaded`. */
  readonly copies: number;
}

/** Twice as many as the machine has processors, so that they wait for one another. */
export function copiesUnderLoad(processors: number): number {
  return Math.max(4, Math.min(64, 2 * processors));
}

/**
 * How an isolation would run each scope.
 * @throws UserError E-VALUE for a service that can't start a test in several ways, or nothing to hold against it alone
 */
export function scopedRuns({
  service,
  settings,
  selector,
}: Pick<RepeatRun, 'service' | 'selector'> & { readonly settings: unknown }): ScopedRuns {
  if (service !== 'local') {
    throw new UserError(
      'E-VALUE',
      `\`isolate\` needs to start the test in several ways, which only the service \`local\` can; this project runs on \`${service}\`.`,
    );
  }
  const recipe = recipeSchema.parse(settings);
  const { commands } = comparableCommands({ recipe, selector, hasRoom: true });
  return { commands, copies: copiesUnderLoad(availableParallelism()) };
}

/** The settings of a batch in its scope. */
export function settingsOfScope(
  settings: Readonly<Record<string, unknown>>,
  side: string,
  { commands, copies }: ScopedRuns,
): Readonly<Record<string, unknown>> {
  const found = [...commands].find(([scope]) => scope === side);
  if (found === undefined) throw new RangeError(`an isolation has no side ${side}`);
  const load = side === 'loaded' ? { parallel: copies } : {};
  return { ...settings, command: found[1], ...load };
}

/** Does it fail alone, or because of what runs around it? */
export const isolate: QuestionKind = {
  async resolve(run, settings, parts) {
    scopedRuns({ service: run.service, settings: settings.settings, selector: run.selector });
    return repeat.resolve(run, settings, parts);
  },

  open(asked): OpenQuestion {
    const { run } = asked;
    const { question, runs, settings } = openedOf(asked);
    const commit = run.commit === undefined ? {} : { commit: run.commit };
    return {
      sideOf: (id) => ({ id, label: id, ...commit }),
      settingsOf: (side) => settingsOfScope(settings, side, runs),
      next(evidence) {
        const step = isolateStep(question, evidence);
        return step.kind === 'run' ? step.orders : [];
      },
      finding: (evidence) => ({ kind: 'isolate', isolation: isolationOf(question, evidence) }),
      async answer({ evidence, isCancelled, broken, copies }, parts) {
        const isolation = isolationOf(question, evidence);
        const report = {
          run: { ...factsOf(run), ...(await revisionFacts(run, parts)) },
          isolation,
          wallMs: parts.now().getTime() - Date.parse(run.createdAt),
          exitCodesOnly: false,
          copies: runs.copies,
          evidence: keptEvidence(run, copies),
          ...(isCancelled ? { partial: 'cancelled' as const } : {}),
          ...(broken === undefined ? {} : { brokenOutput: await tailOf(broken.output) }),
        };
        return {
          document: isolationDocument(report, { audience: 'ticket', commandWord: parts.commandWord }),
          files: { plot: plottedIsolation(isolation.scopes), data: isolationJson(report) },
          isGood: isolation.kind === 'not-reproduced',
          facts: { verdict: isolation.kind },
        };
      },
    };
  },
};

interface Opened {
  readonly question: IsolateQuestion;
  readonly runs: ScopedRuns;
  readonly settings: Readonly<Record<string, unknown>>;
}

function openedOf({ run, settings }: AskedRun): Opened {
  const { runs = USUAL_SCOPE_RUNS } = askedSchema.parse(settings.question);
  const written: Record<string, unknown> = { ...Object(settings.settings) };
  const recipe: Recipe = recipeSchema.parse(written);
  const { commands, left } = scopedCommands({ recipe, selector: run.selector, hasRoom: true });
  return {
    question: { scopes: [...commands.keys()], left, runs, known: settings.knownIssues },
    runs: { commands, copies: copiesUnderLoad(availableParallelism()) },
    settings: written,
  };
}
