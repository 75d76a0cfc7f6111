import type { Jira } from '../../jira/jira.ts';
import { changeFixVersions, listVersions, readStanding, setLabel } from '../../jira/releases.ts';
import { jiraReleaseTickets, pullsByKey, type ReadPulls } from './release-tickets.ts';
import { noSuchRelease } from '../refusals/no-such-release.ts';
import type { Tracker } from '../tracker.ts';

type Releases = Pick<
  Tracker,
  'standing' | 'releases' | 'releaseTickets' | 'linkedPulls' | 'branches' | 'moveTo' | 'label'
>;

/** What is known of the code of Jira's projects; absent where nobody can read it. */
export interface ProjectCode {
  readonly pulls?: ReadPulls;
  readonly branches?: (project: string) => Promise<readonly string[]>;
}

/** Releases are fix versions in Jira. */
export function jiraReleases(client: Jira, code: ProjectCode): Releases {
  return {
    standing: async ({ key }) => readStanding(client, key),
    releases: async ({ project }) => listVersions(client, project),
    releaseTickets: async (project, question) =>
      jiraReleaseTickets(client, { project, pullsOf: code.pulls }, question),
    linkedPulls: async ({ key, project }) => pullsByKey(project, await code.pulls?.(project)).get(key) ?? [],
    branches: async ({ project }) => (await code.branches?.(project)) ?? [],
    async moveTo({ key, project }, release, from) {
      const all = await listVersions(client, project);
      if (!all.some(({ name }) => name === release)) throw noSuchRelease(release, all, 'jira');
      await changeFixVersions(client, key, { add: release, remove: from });
    },
    label: async ({ key }, name, isOn) => setLabel(client, key, { name, isOn }),
  };
}
