import { recipeSchema } from '../ci/local/recipe.ts';
import { scopedCommands } from '../ci/local/scopes.ts';
import * as services from '../ci/registry.ts';
import type { CiMember } from '../ci/service.ts';
import type { RunRequest } from '../commands/contract/context.ts';
import type { ProjectConfig } from '../config/project.ts';
import { UserError } from '../model/errors.ts';
import { spanText } from '../model/span-text.ts';

const members: readonly CiMember[] = Object.values(services);

/** The project as it runs its tests on the service that is asked for. @throws UserError E-VALUE for none of its own */
export function projectVia(project: ProjectConfig, via: string | undefined): ProjectConfig {
  if (via === undefined || via === project.service.name) return project;
  const found = project.others.find(({ service }) => service.name === via);
  if (found !== undefined) return { ...project, ...found };
  const names = [project, ...project.others].map(({ service }) => `\`${service.name}\``);
  throw new UserError(
    'E-VALUE',
    `This project has no section for \`${via}\`; there are ${names.join(', ')}.`,
  );
}

type Asked = Pick<RunRequest, 'selector' | 'manner' | 'timeoutMs'>;
type Section = Readonly<Record<string, unknown>>;

/**
 * A lane's settings of the project's service with what a request wants otherwise. Pure.
 * @throws UserError E-VALUE for what the service cannot do, or the project does not allow
 */
export function askedSettings(
  { selector, manner = {}, timeoutMs }: Asked,
  { project, settings }: { readonly project: ProjectConfig; readonly settings: unknown },
): Section {
  const { shards, scope, env } = manner;
  const service = project.service.name;
  let section: Section = { ...Object(settings) };
  if (timeoutMs !== undefined) section = { ...section, timeout: spanText(timeoutMs) };
  if (shards !== undefined) section = shared(section, service, shards);
  if (scope === 'class') section = wholeClass(section, service, selector);
  if (env !== undefined) section = withVariables(section, env, project);
  return section;
}

function shared(section: Section, service: string, shards: number): Section {
  if (service === 'local')
    throw new UserError(
      'E-VALUE',
      '`shards=` shares a batch among machines, and `local` is one machine: how many run there at a time is `parallel:` in the project’s file.',
    );
  if (!/\{(?:machines|each)\}/.test(JSON.stringify(section)))
    throw new UserError(
      'E-VALUE',
      `The project’s section \`${service}:\` hands over no number of machines (\`{machines}\` or \`{each}\`), so \`shards=\` would change nothing.`,
    );
  const most = mostMachines(section, service);
  if (shards > most)
    throw new UserError(
      'E-VALUE',
      `This project lets at most ${most} machines share a batch (\`machines:\` under \`${service}:\`).`,
    );
  return { ...section, machines: shards, perMachine: 1 };
}

function mostMachines(section: Section, service: string): number {
  const known = members.find(({ name }) => name === service)?.settings.safeParse(section).data;
  const { machines }: { machines?: unknown } = { ...Object(known) };
  return typeof machines === 'number' ? machines : 1;
}

function wholeClass(section: Section, service: string, selector: Asked['selector']): Section {
  if (service !== 'local')
    throw new UserError(
      'E-VALUE',
      `\`scope=class\` needs to start the test’s whole class, which only the service \`local\` can; this run would be on \`${service}\`.`,
    );
  if (selector.parts.some(({ member }) => member === undefined))
    throw new UserError(
      'E-VALUE',
      `\`${selector.text}\` names no single test to be judged by its own result.`,
    );
  const recipe = recipeSchema.parse(section);
  const hasReports = recipe.junit.length > 0 || recipe.command.some((word) => word.includes('{out}'));
  if (!hasReports)
    throw new UserError(
      'E-VALUE',
      '`scope=class` needs reports that tell the test from its class: `junit:` under `local:` in the project’s file.',
    );
  const { commands, left } = scopedCommands({ recipe, selector, hasRoom: true });
  const command = commands.get('class');
  if (command !== undefined) return { ...section, command };
  const why = left.find((one) => one.scope === 'class')?.why ?? 'nobody knows how';
  throw new UserError('E-VALUE', `The class of this test cannot be run: ${why}.`);
}

/** What was allowed when the command was read may be so no more. */
function withVariables(
  section: Section,
  env: Readonly<Record<string, string>>,
  { service, variables }: ProjectConfig,
): Section {
  const other = Object.keys(env).find((name) => !variables.includes(name));
  if (other !== undefined) throw new UserError('E-VALUE', `This project lets no command set \`${other}\`.`);
  if (service.name !== 'local')
    throw new UserError(
      'E-VALUE',
      `Variables reach a test on the service \`local\` alone, so only the service \`local\` takes \`env.\`; on \`${service.name}\` a lane may have its own.`,
    );
  return { ...section, env: { ...Object(section['env']), ...env } };
}
