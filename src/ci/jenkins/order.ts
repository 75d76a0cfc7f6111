import { RefusedRequest, UserError } from '../../model/errors.ts';
import { machinesFor } from '../remote/machines.ts';
import { fillParameters, uses } from '../remote/parameters.ts';
import type { BatchRequest, OrderFact } from '../service.ts';
import { jenkinsSettings, type JenkinsSettings } from './settings.ts';

/**
 * The parameters that start a batch, its id among them.
 * @throws UserError E-REF when nobody knows what to build; E-VALUE as `fillParameters` says.
 */
export function orderFor(request: BatchRequest, settings: JenkinsSettings): Record<string, string> {
  checkRevision(request, settings);
  const { batch } = request;
  const filled = fillParameters(settings.parameters, request, {
    machines: machinesFor(batch.count, settings),
    timeout: settings.timeout === undefined ? undefined : Math.ceil(settings.timeout / 1_000),
    names: settings.names,
  });
  const own = Object.entries(filled).map(([name, value]) => [name, String(value)] as const);
  return { ...Object.fromEntries(own), [settings.batchParameter]: batch.id };
}

/** The same in words. @throws as `orderFor` */
export function describeOrder(request: BatchRequest): readonly OrderFact[] {
  const settings = jenkinsSettings.parse(request.settings);
  const parameters = Object.entries(orderFor(request, settings));
  return [
    { name: 'job', value: settings.job },
    ...parameters.map(([name, value]) => ({ name: `parameter ${name}`, value })),
  ];
}

function checkRevision({ commit, remote }: BatchRequest, { parameters }: JenkinsSettings): void {
  if (commit === undefined) throw new UserError('E-REF', 'Jenkins builds commits, and none is named.');
  if (remote?.ref !== undefined || !uses(parameters, 'ref')) return;
  throw new RefusedRequest(
    'E-REF',
    `This job builds branches and tags, and none of ${remote?.slug ?? 'the repository'} points at ${commit.slice(0, 9)}. Push a branch there and name it.`,
  );
}
