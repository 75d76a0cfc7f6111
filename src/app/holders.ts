import type { ServerConfig } from '../config/server.ts';
import type { ProjectRef } from '../model/ticket.ts';
import type { Holders } from '../trackers/jira.ts';
import { jiraProjectOf } from './trackers.ts';

/** Who has a right in a Jira project, in words, as the server's settings name its roles; undefined elsewhere. */
export function holdersIn(
  place: ProjectRef,
  config: Pick<ServerConfig, 'jira'>,
): Readonly<Record<'run' | 'decide', string>> | undefined {
  const own = jiraProjectOf(place, config);
  return own === undefined ? undefined : { run: wordsOf(own.run), decide: wordsOf(own.decide) };
}

function wordsOf({ roles, people }: Holders): string {
  const named = roles.length === 0 ? [] : [`the ${roles.join(' or ')} role`];
  const listed = people.length === 0 ? [] : ['being named in the server’s settings'];
  const all = [...named, ...listed];
  return all.length === 0 ? 'a right that nobody has: the server’s settings name no role' : all.join(', or ');
}
