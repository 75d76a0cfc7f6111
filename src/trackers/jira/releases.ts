import type { Jira } from '../../jira/jira.ts';
import { listVersions, readStanding, setFixVersion, setLabel } from '../../jira/releases.ts';
import { jiraReleaseTickets } from './release-tickets.ts';
import { noSuchRelease } from '../refusals/no-such-release.ts';
import type { Tracker } from '../tracker.ts';

type Releases = Pick<Tracker, 'standing' | 'releases' | 'releaseTickets' | 'moveTo' | 'label'>;

/** Releases are fix versions in Jira. */
export function jiraReleases(client: Jira): Releases {
  return {
    standing: async ({ key }) => readStanding(client, key),
    releases: async ({ project }) => listVersions(client, project),
    releaseTickets: async (project, release) => jiraReleaseTickets(client, project, release),
    async moveTo({ key, project }, release) {
      const all = await listVersions(client, project);
      if (!all.some(({ name }) => name === release)) throw noSuchRelease(release, all, 'jira');
      await setFixVersion(client, key, release);
    },
    label: async ({ key }, name, isOn) => setLabel(client, key, { name, isOn }),
  };
}
