import type { ProjectConfig } from '../config/project.ts';
import type { ProjectRef, TicketRef } from '../model/ticket.ts';
import type { ReleaseQuestion } from '../worker/releases/look.ts';

/** A release as the project's settings have it; one they do not name is still a milestone or fix version. */
export function releaseQuestion(
  name: string,
  { tracker, project, installation }: ProjectRef | TicketRef,
  settings: Pick<ProjectConfig, 'releases' | 'policy' | 'limits'>,
): ReleaseQuestion {
  const { policy, limits } = settings;
  const { summary: _, ...release } = settings.releases.find((one) => one.name === name) ?? { name };
  return {
    project: { tracker, project, ...(installation === undefined ? {} : { installation }) },
    release,
    rule: { milestones: [name], labels: [policy.blockerLabel] },
    tolerance: policy.tolerance,
    usualRuns: limits.defaultRuns,
    mostRuns: limits.maxRuns,
  };
}
