import { fileAt } from '../checkouts/revision.ts';
import * as services from '../ci/registry.ts';
import type { CheckedPlace, CiMember } from '../ci/service.ts';
import { projectFile } from '../config/project-file.ts';
import { readProjectConfig } from '../config/project.ts';
import type { ServerConfig } from '../config/server.ts';
import { messageOf } from '../model/errors.ts';
import { ciParts } from './ci-parts.ts';
import type { Finding } from './finding.ts';

const members: readonly CiMember[] = Object.values(services);

/** The CI service that a project runs on. */
export interface ProjectService extends CheckedPlace {
  readonly name: string;
  readonly settings: unknown;
}

/** Services that projects use, or that the server has variables for; each with one call a project that changes nothing. */
export async function checkServices(
  config: ServerConfig,
  here: ProjectService | undefined,
): Promise<readonly Finding[]> {
  const served = Object.values(config.jira?.projects ?? {}).flatMap(({ settings, repository }) =>
    settings === undefined ? [] : [{ ...settings.service, slug: repository }],
  );
  const cloned = await Promise.all(Object.entries(config.repositories).map(projectOf));
  const projects: readonly ProjectService[] = [
    ...(here === undefined ? [] : [here]),
    ...served,
    ...cloned.flatMap((one) => ('fault' in one ? [] : (one.service ?? []))),
  ];
  const looks = members.flatMap((member) => {
    const used = projects.filter(({ name }) => name === member.name);
    const hasVariables = member.variables.some(
      ({ name, isShared }) => isShared !== true && config.ci[name] !== undefined,
    );
    return (used.length === 0 && hasVariables ? [undefined] : used).map((project) => ({ member, project }));
  });
  const findings = [
    ...cloned.flatMap((one) => ('fault' in one ? [one.fault] : [])),
    ...(await Promise.all(looks.map(async (look) => checkService(config, look)))),
  ];
  // Two projects on one service may have the same to hear.
  return [...new Map(findings.map((finding) => [finding.what, finding])).values()];
}

/** What a clone says on its default branch; one that is not laid yet, or has no settings, says nothing. */
async function projectOf([repository, { path }]: [string, { readonly path: string }]): Promise<
  { readonly service?: ProjectService } | { readonly fault: Finding }
> {
  const at = async (revision: string) => fileAt(path, revision, projectFile).catch(() => undefined);
  const text = (await at('origin/HEAD')) ?? (await at('HEAD'));
  if (text === undefined) return {};
  try {
    const { service } = readProjectConfig(text);
    return { service: { name: service.name, settings: service.settings, slug: repository } };
  } catch (error) {
    return { fault: { state: 'wrong', what: `${repository}, default branch: ${messageOf(error)}` } };
  }
}

async function checkService(
  config: ServerConfig,
  { member, project }: { readonly member: CiMember; readonly project: ProjectService | undefined },
): Promise<Finding> {
  const service = member.create(ciParts(member, config));
  const finding = await service.check(project?.settings, project);
  await service.close();
  return finding;
}
