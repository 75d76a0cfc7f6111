import type { ShownSetting } from '../commands/contract/context.ts';
import { type ProjectConfig } from '../config/project.ts';
import { projectFile } from '../config/project-file.ts';

/** A project's settings as they hold, for people; nothing of a service's own section, which may hold variables. */
export function shownSettings({
  limits,
  policy,
  service,
  knownIssues,
  overlays,
}: ProjectConfig): readonly ShownSetting[] {
  const named = Object.keys(overlays.named);
  const issues = [...new Set(knownIssues.map(({ issue }) => issue))];
  return [
    { name: 'ci', value: service.name, what: 'where tests run' },
    { name: 'limits.defaultRuns', value: String(limits.defaultRuns), what: 'runs unless told' },
    { name: 'limits.maxRuns', value: String(limits.maxRuns), what: 'the most in one command' },
    {
      name: 'policy.tolerance',
      value: `${policy.tolerance * 100} %`,
      what: 'the failure rate that is lived with',
    },
    { name: 'policy.blockerLabel', value: policy.blockerLabel, what: 'makes a ticket a release blocker' },
    {
      name: 'policy.releaseManagers',
      value: policy.releaseManagers.length === 0 ? 'whoever may decide' : listed(policy.releaseManagers),
      what: 'may defer and waive',
    },
    { name: 'knownIssues', value: listed(issues), what: 'failures with a ticket' },
    { name: 'overlays.named', value: listed(named), what: 'changes that `overlay=` takes' },
    { name: 'file', value: projectFile, what: 'of the default branch' },
  ];
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const more = names.length > 10 ? ` and ${names.length - 10} more` : '';
  return `${names.slice(0, 10).join(', ')}${more}`;
}
