import type { ProjectSettings } from '../commands/contract/settings.ts';
import type { ProjectConfig } from '../config/project.ts';

/** What of a project's settings its commands are read by, on a ticket and by whoever only asks how they are read. Pure. */
export function languageOf({
  limits,
  lanes,
}: Pick<ProjectConfig, 'limits' | 'lanes'>): Omit<ProjectSettings, 'commandWord'> {
  return {
    defaultCount: limits.defaultRuns,
    maxCount: limits.maxRuns,
    lanes: lanes.map(({ name }) => name),
    matrix: Object.fromEntries(lanes.map(({ name, matrix = {} }) => [name, matrix])),
  };
}
