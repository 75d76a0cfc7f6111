import type { Lane } from '../config/lanes.ts';
import type { ProjectConfig } from '../config/project.ts';

/**
 * The lanes of a request, with the service's settings as they hold there: the project's first lane where none is
 * named, and one without a name where the project has none.
 */
export function lanesAsked(
  asked: readonly string[] | undefined,
  { lanes, service }: Pick<ProjectConfig, 'lanes' | 'service'>,
): readonly Lane[] {
  const [first] = lanes;
  if (first === undefined) return [{ name: '', settings: service.settings }];
  return asked === undefined ? [first] : lanes.filter(({ name }) => asked.includes(name));
}
