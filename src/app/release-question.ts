import type { ProjectConfig } from '../config/project.ts';
import type { ReleaseSettings } from '../config/releases.ts';
import type { ProjectRef, TicketRef } from '../model/ticket.ts';
import type { BlockerRule } from '../model/release-board.ts';
import type { ReleaseQuestion } from '../worker/releases/look.ts';

/** A release as the project's settings have it; one they do not name is still a milestone or fix version. */
export function releaseQuestion(
  name: string,
  { tracker, project, installation }: ProjectRef | TicketRef,
  settings: Pick<ProjectConfig, 'releases' | 'policy' | 'limits'>,
): ReleaseQuestion {
  const { policy, limits } = settings;
  const {
    summary: _,
    date: __,
    blockers,
    ...release
  } = settings.releases.find((one) => one.name === name) ?? { name };
  return {
    project: { tracker, project, ...(installation === undefined ? {} : { installation }) },
    release,
    rule: ruleOf(blockers, name, policy),
    tolerance: policy.tolerance,
    usualRuns: limits.defaultRuns,
    mostRuns: limits.maxRuns,
  };
}

/** Without a rule of its own: the release's tickets that carry the project's label. */
function ruleOf(
  own: ReleaseSettings['blockers'] | undefined,
  release: string,
  { blockerLabel }: Pick<ProjectConfig['policy'], 'blockerLabel'>,
): BlockerRule {
  if (own === undefined) return { milestones: [release], labels: [blockerLabel] };
  const { labels, priority, jql, milestones } = own;
  const named = milestones ?? (jql === undefined ? [release] : 'any');
  return {
    ...(named === 'any' ? {} : { milestones: named }),
    ...(labels === undefined ? {} : { labels }),
    ...(priority === undefined ? {} : { priorities: priority }),
    ...(jql === undefined ? {} : { jql }),
  };
}
