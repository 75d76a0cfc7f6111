import { z } from 'zod';
import { UserError } from '../model/errors.ts';
import { check } from './reading.ts';

/** Who has a right: everybody in these project roles, and these people by name (Cloud: by account id). */
const holders = (roles: readonly string[]) =>
  z
    .strictObject({
      roles: z.array(z.string().min(1)).default([...roles]),
      people: z.array(z.string().min(1)).default([]),
    })
    .prefault({});

const jiraProject = z.strictObject({
  /** Whose tests its tickets are about; one of `repositories`. */
  repository: z.string(),
  /** What a command means that names no revision, and where the project's settings are read from. */
  branch: z.string().min(1),
  run: holders(['Contributors']),
  decide: holders(['Committers']),
  /** How follow-up tickets begin there: their issue type, and fields the project demands, as Jira's interface takes them. */
  followUp: z
    .strictObject({
      type: z.string().min(1).max(100).default('Bug'),
      fields: z.record(z.string().regex(/^\w{1,100}$/), z.unknown()).default({}),
    })
    .prefault({}),
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

/** A Jira and our account there. */
export interface JiraConfig extends z.output<typeof jiraSection> {
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

/** @throws UserError E-CONFIG when the account is not given, or a project's repository is none of the server's. */
export function readJira(
  ofFile: z.output<typeof jiraSection>,
  { JIRA_USER, JIRA_TOKEN, JIRA_WEBHOOK_SECRET }: JiraVariables,
  repositories: Readonly<Record<string, unknown>>,
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
  for (const [key, { repository: name }] of Object.entries(ofFile.projects)) {
    if (Object.hasOwn(repositories, name)) continue;
    throw new UserError(
      'E-CONFIG',
      `The server's settings can't be used: jira.projects.${key}.repository: ${name} is not among \`repositories\``,
    );
  }
  return {
    ...ofFile,
    token,
    ...(JIRA_USER === undefined ? {} : { user: JIRA_USER }),
    ...(JIRA_WEBHOOK_SECRET === undefined ? {} : { webhookSecret: JIRA_WEBHOOK_SECRET }),
  };
}
