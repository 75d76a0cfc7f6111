import { RefusedRequest } from '../../model/errors.ts';
import { machinesFor } from '../remote/machines.ts';
import { fillParameters, type ParameterValue } from '../remote/parameters.ts';
import { describePush } from '../remote/pushing.ts';
import type { BatchRequest, OrderFact } from '../service.ts';
import { circleciSettings, type CircleciSettings } from './settings.ts';

/** What starts a pipeline. */
interface PipelineOrder {
  readonly ref: { readonly kind: 'branch' | 'tag'; readonly name: string };
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly definition?: string;
}

/** The pipeline of a batch. @throws RefusedRequest E-REF where nothing points at the commit; UserError E-VALUE as `fillParameters` */
export function orderFor(request: BatchRequest, settings: CircleciSettings): PipelineOrder {
  const { batch, commit = '', remote } = request;
  if (remote?.ref === undefined) {
    throw new RefusedRequest(
      'E-REF',
      `CircleCI builds branches and tags, and none of ${remote?.slug ?? 'the repository'} points at ${commit.slice(0, 9)}. Push a branch there and name it.`,
    );
  }
  const parameters = fillParameters(settings.parameters, request, {
    machines: machinesFor(batch.count, settings),
    timeout: settings.timeout === undefined ? undefined : Math.ceil(settings.timeout / 1_000),
    names: settings.names,
  });
  return {
    ref: remote.ref,
    parameters: { ...parameters, [settings.batchParameter]: batch.id },
    ...(settings.definition === undefined ? {} : { definition: settings.definition }),
  };
}

/** The same in words. @throws as `orderFor` */
export function describeOrder(request: BatchRequest): readonly OrderFact[] {
  const settings = circleciSettings.parse(request.settings);
  const { slug = '', fork = slug } = request.remote ?? {};
  const project = { name: 'project', value: settings.project ?? `gh/${fork}` };
  const jobs = [
    { name: 'workflow', value: settings.workflow ?? 'the only one' },
    { name: 'job', value: settings.job },
    ...settings.approve.map((job) => ({ name: 'approves', value: job })),
  ];
  if (settings.trigger === 'push') return [...describePush(request, settings), project, ...jobs];
  const { ref, parameters, definition } = orderFor(request, settings);
  return [
    project,
    ...(definition === undefined ? [] : [{ name: 'definition', value: definition }]),
    { name: ref.kind, value: ref.name },
    ...jobs,
    ...Object.entries(parameters).map(([name, value]) => ({
      name: `parameter ${name}`,
      value: String(value),
    })),
  ];
}
