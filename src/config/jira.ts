import { z } from 'zod';
import { UserError } from '../model/errors.ts';
import { decisionVerbs } from '../model/ledger.ts';
import { projectConfigOf, type ProjectConfig } from './project.ts';
import { check } from './reading.ts';

/** Who has a right: everybody in these project roles, and these people by name (Cloud: by account id). */
const holders = (roles: readonly string[]) =>
  z
    .strictObject({
      roles: z.array(z.string().min(1)).default([...roles]),
      people: z.array(z.string().min(1)).default([]),
    })
    .prefault({});

/** A field by the name people see, or by its id. */
const field = z.string().trim().min(1).max(100);

/** How follow-up tickets begin. */
const followUp = z
  .strictObject({
    type: z.string().min(1).max(100).default('Bug'),
    /** The type they have as sub-tasks of their ticket; without it they are linked with it. */
    subTask: z.string().min(1).max(100).exactOptional(),
    /** What the project demands, as Jira's interface takes it. */
    fields: z.record(field, z.unknown()).default({}),
    /** What is taken over from their ticket. */
    copy: z.array(field).max(50).default([]),
  })
  .prefault({});

const jiraProject = z.strictObject({
  /** Whose tests its tickets are about; one of `repositories`. */
  repository: z.string(),
  /** What a command means that names no revision, and where the repository's file of settings is read from. */
  branch: z.string().min(1),
  run: holders(['Contributors']),
  decide: holders(['Committers']),
  /** What else would stand in the repository's file of settings, which then counts for nothing here. */
  settings: z.unknown().exactOptional(),
  followUp,
  /** The status a ticket gets once something is decided about it: `accept: Ready to Commit`. */
  statusAfter: z
    .partialRecord(z.enum(decisionVerbs).exclude(['link', 'unlink']), z.string().trim().min(1).max(100))
    .exactOptional(),
});

/** A server's section about a Jira; its secrets come from the environment. */
export const jiraSection = z.strictObject({
  /** Where it is in a browser, such as `https://issues.apache.org/jira`. */
  url: z
    .url({ protocol: /^https?$/ })
    .refine((url) => !/[?#@]/.test(url), 'has no query, fragment or name in it'),
  kind: z.enum(['data-center', 'cloud']).default('data-center'),
  /** Seconds between two looks for new comments. */
  pollEvery: z.number().min(1).max(86_400).default(60),
  /** Minutes that Jira's index may know of a comment later than it was written; each look reaches back that far. */
  lookBack: z.number().min(1).max(1_440).default(15),
  /** Accounts that are programs. */
  bots: z.array(z.string().min(1)).default([]),
  projects: z
    .record(z.string().regex(/^[A-Z][A-Z0-9_]{0,99}$/, 'is a project key'), jiraProject)
    .refine((projects) => Object.keys(projects).length > 0, 'names no project'),
});

type Section = z.output<typeof jiraSection>;

/** What a Jira project means. */
export interface JiraProjectConfig extends Omit<z.output<typeof jiraProject>, 'settings'> {
  /** How its tests are run; absent: as the repository's own file says. */
  readonly settings?: ProjectConfig;
}

/** Where a Jira project's settings stand in the server's file. */
export function jiraSettingsPlace(key: string): string {
  return `jira.projects.${key}.settings`;
}

/** A Jira and our account there. */
export interface JiraConfig extends Omit<Section, 'projects'> {
  readonly projects: Readonly<Record<string, JiraProjectConfig>>;
  /** Absent: the token alone tells who it is. */
  readonly user?: string;
  readonly token: string;
  /** Absent: only polling finds comments. */
  readonly webhookSecret?: string;
}

/** The variables about our account in Jira. */
interface JiraVariables {
  readonly JIRA_USER?: string | undefined;
  readonly JIRA_TOKEN?: string | undefined;
  readonly JIRA_WEBHOOK_SECRET?: string | undefined;
}

/** The file that the section stands in. */
interface ServerFile {
  /** For messages. */
  readonly name: string;
  /** Its repositories by `owner/name`. */
  readonly repositories: Readonly<Record<string, unknown>>;
}

/**
 * @throws UserError E-CONFIG when the account is not given, a project's repository is none of the server's, or its
 * settings can't be used
 */
export function readJira(
  ofFile: Section,
  { JIRA_USER, JIRA_TOKEN, JIRA_WEBHOOK_SECRET }: JiraVariables,
  server: ServerFile,
): JiraConfig {
  const whole = z.object({
    JIRA_TOKEN: z
      .string({ error: 'is missing: a personal access token, or an API token on Cloud' })
      .trim()
      .regex(/^[!-~]+$/, 'is one word'),
  });
  const { JIRA_TOKEN: token } = check('The Jira account', { JIRA_TOKEN }, whole);
  if (ofFile.kind === 'cloud' && JIRA_USER === undefined)
    throw new UserError('E-CONFIG', 'JIRA_USER is missing: the e-mail address of our account on Jira Cloud');
  const projects = Object.entries(ofFile.projects).map(([key, project]) => [
    key,
    readProject(key, project, server),
  ]);
  return {
    ...ofFile,
    projects: Object.fromEntries(projects),
    token,
    ...(JIRA_USER === undefined ? {} : { user: JIRA_USER }),
    ...(JIRA_WEBHOOK_SECRET === undefined ? {} : { webhookSecret: JIRA_WEBHOOK_SECRET }),
  };
}

function readProject(
  key: string,
  { settings, ...project }: Section['projects'][string],
  { name, repositories }: ServerFile,
): JiraProjectConfig {
  if (!Object.hasOwn(repositories, project.repository)) {
    throw new UserError(
      'E-CONFIG',
      `${name} can't be used: jira.projects.${key}.repository: ${project.repository} is not among \`repositories\``,
    );
  }
  if (settings === undefined) return project;
  return {
    ...project,
    settings: projectConfigOf(`${name}: ${jiraSettingsPlace(key)}`, settings),
  };
}
