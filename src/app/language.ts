import type { ProjectSettings } from '../commands/contract/settings.ts';
import type { ProjectConfig } from '../config/project.ts';

/** What of a project's settings its commands are read by, on a ticket and by whoever only asks how they are read. Pure. */
export function languageOf({
  limits,
  lanes,
  service,
  others,
  variables,
}: ProjectConfig): Omit<ProjectSettings, 'commandWord'> {
  return {
    defaultCount: limits.defaultRuns,
    maxCount: limits.maxRuns,
    lanes: lanes.map(({ name }) => name),
    services: [service.name, ...others.map((other) => other.service.name)],
    variables,
    matrix: Object.fromEntries(lanes.map(({ name, matrix = {} }) => [name, matrix])),
    laneTests: Object.fromEntries(
      lanes.flatMap(({ name, tests }) => (tests === undefined ? [] : [[name, tests]])),
    ),
  };
}
