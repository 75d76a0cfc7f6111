import type { HttpClient } from '../http/client.ts';
import { isAllowed } from '../remote/allowed.ts';
import type { CiService } from '../service.ts';
import { jenkinsApi } from './api.ts';
import { jenkinsSettings } from './settings.ts';

/**
 * Ends what a multibranch project builds or queues of a branch because it was pushed. Where the project's own job is of
 * one, the branch has a job beside it, which Jenkins names like the branch with `%2F` for its slashes.
 */
export function branchJobs(
  variables: Readonly<Record<string, string>>,
  client: () => HttpClient,
): Required<CiService>['endBuildsOf'] {
  return async (branch, { settings, remote }) => {
    const { job } = jenkinsSettings.parse(settings);
    const name = [...job.split('/').slice(0, -1), encodeURIComponent(branch)].join('/');
    if (!isAllowed({ name, repository: remote?.slug }, variables['JENKINS_JOBS'])) return;
    const api = jenkinsApi(client(), name);
    if ((await api.job()) === undefined) return;
    for (const { id } of await api.queued()) await api.cancelItem(id);
    for await (const { number, isBuilding } of api.builds()) if (isBuilding) await api.stop(number, 'stop');
  };
}
