import { UserError } from '../../model/errors.ts';
import { machinesFor } from '../remote/machines.ts';
import { fillParameters } from '../remote/parameters.ts';
import { describePush } from '../remote/pushing.ts';
import type { BatchRequest, OrderFact } from '../service.ts';
import { buildkiteSettings, type BuildkiteSettings } from './settings.ts';

/** What starts a build. */
interface BuildOrder {
  readonly commit: string;
  readonly branch: string;
  readonly message: string;
  readonly env: Readonly<Record<string, string>>;
  readonly metaData: Readonly<Record<string, string>>;
}

/** The build of a batch. @throws UserError E-REF without a commit, E-VALUE as `fillParameters` */
export function orderFor(request: BatchRequest, settings: BuildkiteSettings): BuildOrder {
  const { batch, commit } = request;
  if (commit === undefined) throw new UserError('E-REF', 'Buildkite builds commits, and none is named.');
  const { branch = branchOf(request), ...own } = settings;
  const shape = {
    machines: machinesFor(batch.count, own),
    timeout: own.timeout === undefined ? undefined : Math.ceil(own.timeout / 1_000),
    names: own.names,
  };
  const env = Object.entries(fillParameters(own.env, request, shape));
  return {
    commit,
    branch: String(fillParameters({ branch }, request, { ...shape, names: 'any' })['branch']),
    message: `Retrial ${batch.id}`,
    env: Object.fromEntries(env.map(([name, value]) => [name, String(value)])),
    metaData: { [own.batchMetadata]: batch.id },
  };
}

/** The same in words. @throws as `orderFor` */
export function describeOrder(request: BatchRequest): readonly OrderFact[] {
  const settings = buildkiteSettings.parse(request.settings);
  const where = [
    { name: 'pipeline', value: settings.pipeline },
    { name: 'step', value: settings.step },
  ];
  const unblocked = settings.unblock.map((step) => ({ name: 'unblocks', value: step }));
  if (settings.trigger === 'push') return [...describePush(request, settings), ...where, ...unblocked];
  const { commit, branch, env, metaData } = orderFor(request, settings);
  return [
    ...where,
    { name: 'commit', value: commit },
    { name: 'branch', value: branch },
    ...unblocked,
    ...Object.entries(env).map(([name, value]) => ({ name: `variable ${name}`, value })),
    ...Object.entries(metaData).map(([name, value]) => ({ name: `meta-data ${name}`, value })),
  ];
}

/** A branch of its own is cancelled by no push to another one. */
function branchOf({ remote }: BatchRequest): string {
  return remote?.ref?.kind === 'branch' ? remote.ref.name : 'retrial/{batch}';
}
