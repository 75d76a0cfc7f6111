import { RefusedRequest } from '../../model/errors.ts';
import { machinesFor } from '../remote/machines.ts';
import { fillParameters } from '../remote/parameters.ts';
import { describePush } from '../remote/pushing.ts';
import type { BatchRequest, OrderFact } from '../service.ts';
import { actionsSettings, type ActionsSettings } from './settings.ts';

/** What starts a run of a workflow. */
interface WorkflowOrder {
  readonly workflow: string;
  readonly ref: string;
  readonly inputs: Readonly<Record<string, string>>;
}

/** The run of a batch. @throws RefusedRequest E-REF where nothing points at the commit; UserError E-VALUE as `fillParameters` */
export function orderFor(request: BatchRequest, settings: ActionsSettings): WorkflowOrder {
  const { batch, commit = '', remote } = request;
  if (remote?.ref === undefined) {
    throw new RefusedRequest(
      'E-REF',
      `GitHub Actions runs branches and tags, and none of ${remote?.slug ?? 'the repository'} points at ${commit.slice(0, 9)}. Push a branch there and name it.`,
    );
  }
  const filled = fillParameters(settings.inputs, request, {
    machines: machinesFor(batch.count, settings),
    timeout: settings.timeout === undefined ? undefined : Math.ceil(settings.timeout / 1_000),
    names: settings.names,
  });
  const inputs = Object.fromEntries(Object.entries(filled).map(([name, value]) => [name, String(value)]));
  return {
    workflow: settings.workflow,
    ref: remote.ref.name,
    inputs: { ...inputs, [settings.batchInput]: batch.id },
  };
}

/** The same in words. @throws as `orderFor` */
export function describeOrder(request: BatchRequest): readonly OrderFact[] {
  const settings = actionsSettings.parse(request.settings);
  const where = [
    { name: 'repository', value: request.remote?.fork ?? request.remote?.slug ?? '' },
    { name: 'workflow', value: settings.workflow },
  ];
  if (settings.trigger === 'push') return [...describePush(request, settings), ...where];
  const { ref, inputs } = orderFor(request, settings);
  return [
    ...where,
    { name: 'ref', value: ref },
    ...Object.entries(inputs).map(([name, value]) => ({ name: `input ${name}`, value })),
  ];
}
