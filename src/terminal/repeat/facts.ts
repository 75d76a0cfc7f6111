import { changesCode } from '../../checkouts/overlays/overlay.ts';
import { rerunsOf } from '../../ci/remote/settings.ts';
import type { RunFacts } from '../../reports/repeat-report.ts';
import type { RunPlan } from './plan.ts';

/** What reports and the live display say about a run before it has results. */
export function factsOf(plan: RunPlan): RunFacts {
  const { jobs, selector } = plan.options;
  const commit = plan.base ?? plan.commit;
  return {
    id: plan.id,
    selector: selector.text,
    revision: plan.revision,
    service: `this machine, ${jobs} at a time`,
    overlays: plan.overlays ?? [],
    typed: plan.typed,
    ...(plan.skipDiff === undefined ? {} : { skipDiff: plan.skipDiff }),
    ...(plan.additions === undefined ? {} : { additions: plan.additions }),
    ...(rerunsOf(plan.settings) ? { reruns: true as const } : {}),
    ...(plan.lane === undefined ? {} : { lane: plan.lane }),
    ...(commit === undefined ? {} : { commit }),
  };
}

/** What of a plan decides whether advice is given: how CI was configured for it changes no code, whatever that is called. */
export function adviceScope({ changes, overlays = [], settings }: RunPlan): {
  readonly overlays: readonly string[];
  readonly reruns: boolean;
} {
  const isCode = changes === undefined || changesCode(changes);
  return { overlays: isCode ? overlays : [], reruns: rerunsOf(settings) };
}
