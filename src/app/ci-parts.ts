import { join } from 'node:path';
import type { CiMember, CiParts } from '../ci/service.ts';
import type { ServerConfig } from '../config/server.ts';
import { testEnvironment } from '../processes/environment.ts';
import { worktreesIn } from './workspaces.ts';

/** What a CI service is built with; of the environment's secrets it gets those that it declares. */
export function ciParts(member: CiMember, config: ServerConfig): CiParts {
  const own = member.variables.flatMap(({ name }) => {
    const value = config.ci[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    folder: join(config.data, member.trigger === 'direct' ? 'batches' : `ci-${member.name}`),
    workspaces: worktreesIn(join(config.data, 'worktrees')),
    variables: Object.fromEntries(own),
    ...(config.github === undefined ? {} : { github: config.github }),
    leastLookMs: config.lookEvery * 1_000,
    environment: (configured) => testEnvironment(process.env, configured),
  };
}
