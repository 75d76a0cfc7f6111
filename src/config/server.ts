import { resolve } from 'node:path';
import { z } from 'zod';
import * as services from '../ci/registry.ts';
import type { CiMember } from '../ci/service.ts';
import { budgetsSchema } from './budgets.ts';
import { readBucket, type BucketConfig } from './evidence-bucket.ts';
import { readJira, jiraSection, type JiraConfig } from './jira.ts';
import { readGitTokens } from '../checkouts/git-environment.ts';
import { messageOf, UserError } from '../model/errors.ts';
import { quoted } from '../model/plain-text.ts';
import { keepingSection } from './keeping.ts';
import { outletsSection, readOutlets, type OutletConfig } from './outlets.ts';
import { check, readYaml, type Source } from './reading.ts';
import { readRepositories, repositoriesSection, type RepositoryConfig } from './repositories.ts';

const file = z.strictObject({
  /** Clones the local service may run tests in, by `owner/name`. */
  repositories: repositoriesSection,
  /** The word that begins a command: `/retrial` answers to `retrial`. */
  commandWord: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,30}$/)
    .default('retrial'),
  /** Seconds between two edits of a progress comment. */
  progressEvery: z.number().min(1).default(60),
  /** Seconds at least between two looks at a CI service elsewhere; looks get rarer as a batch gets older. */
  lookEvery: z.number().min(0.1).max(300).default(20),
  /** Seconds without another change before a summary is posted: so ten changes are one post. At most five minutes go by. */
  quietFor: z.number().min(0).max(300).default(45),
  /** Whether writes to GitHub keep a second between them, three where they notify people; one of one's own may not ask for that. */
  paceWrites: z.boolean().default(true),
  /** The most that any project's own budgets can allow. */
  budgets: budgetsSchema,
  /** Commands are answered with what they would do; nothing is started, changed, or posted but that. */
  dryRun: z.boolean().default(false),
  /** How long what was found out is kept. */
  keep: keepingSection,
  /** Where digests may go beside tickets. */
  outlets: outletsSection,
  /** The outlets among them that hear what only whoever runs the server can mend, such as a token that is refused. */
  operators: z.array(z.string()).max(10).default([]),
  /** A Jira whose comments are read; its account is in the environment. */
  jira: jiraSection.optional(),
});

const members: readonly CiMember[] = Object.values(services);

const port = z.coerce.number().int().min(0).max(65_535);

/** A secret that may end an address. */
const addressSecret = z
  .string()
  .regex(/^[\w-]{16,200}$/, 'is 16 letters, digits, - or _ or more: it can stand in an address');
const sharedSecret = z.string().min(16, 'is at least 16 characters');

/** `owner/name=TOKEN`, with commas between; `*=TOKEN` is for every project. */
const importTokens = z.string().transform((list, context) =>
  list
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .flatMap((part) => {
      const at = part.indexOf('=');
      const [project, token] = [part.slice(0, at).trim(), part.slice(at + 1).trim()];
      if (at > 0 && project !== '' && /^[\w.~+/=-]{16,500}$/.test(token)) return [{ project, token }];
      // Not quoted: half of it is a secret.
      context.addIssue({
        code: 'custom',
        message: 'is written owner/name=TOKEN with commas between; a token has 16 characters or more',
      });
      return [];
    }),
);

const environment = z.object({
  RETRIAL_DATA: z.string().min(1).default('.retrial-data'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port.default(3000),
  APP_ID: z.coerce.number().int().positive().optional(),
  PRIVATE_KEY: z.string().min(1).optional(),
  WEBHOOK_SECRET: z.string().min(8, 'is at least 8 characters').optional(),
  GITHUB_API_URL: z.url().default('https://api.github.com'),
  JIRA_USER: z.string().min(1).optional(),
  JIRA_TOKEN: z.string().min(1).optional(),
  JIRA_WEBHOOK_SECRET: addressSecret.optional(),
  CIRCLECI_WEBHOOK_SECRET: sharedSecret.optional(),
  BUILDKITE_WEBHOOK_SECRET: sharedSecret.optional(),
  JENKINS_WEBHOOK_SECRET: addressSecret.optional(),
  RETRIAL_GIT_TOKENS: z
    .string()
    .superRefine((text, context) => {
      try {
        readGitTokens(text);
      } catch (error) {
        context.addIssue({ code: 'custom', message: messageOf(error) });
      }
    })
    .optional(),
  IMPORT_TOKENS: importTokens.optional(),
  REDIS_URL: z.string().min(1).optional(),
  DATABASE_URL: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

/** The GitHub App's identity; all three or none. */
export interface GitHubConfig {
  readonly appId: number;
  readonly privateKey: string;
  readonly webhookSecret: string;
  readonly apiUrl: string;
  readonly paceWrites: boolean;
}

export interface ServerConfig extends Omit<z.output<typeof file>, 'jira' | 'outlets' | 'repositories'> {
  /** Clones the local service may run tests in, by `owner/name`. */
  readonly repositories: Readonly<Record<string, RepositoryConfig>>;
  /** Places for digests, with their secrets. */
  readonly outlets: Readonly<Record<string, OutletConfig>>;
  readonly data: string;
  readonly host: string;
  readonly port: number;
  readonly github?: GitHubConfig;
  readonly jira?: JiraConfig;
  /** The variables that CI services declare, as far as they are set. */
  readonly ci: Readonly<Record<string, string>>;
  /** What CircleCI signs its events with. */
  readonly circleciWebhookSecret?: string;
  /** What Buildkite signs its events with. */
  readonly buildkiteWebhookSecret?: string;
  /** The end of the address that Jenkins is given. */
  readonly jenkinsWebhookSecret?: string;
  /** Who may send builds of which project by HTTP. */
  readonly importTokens: readonly { readonly project: string; readonly token: string }[];
  readonly redisUrl?: string;
  readonly databaseUrl?: string;
  /** Keeps the evidence in place of the data folder. */
  readonly bucket?: BucketConfig;
  readonly logLevel: z.output<typeof environment>['LOG_LEVEL'];
}

/**
 * Joins the server's file, if there is one, with its environment. Secrets come from the environment alone.
 * @throws UserError E-CONFIG naming each fault and its place.
 */
export function readServerConfig(
  source: Source | undefined,
  variables: Readonly<Record<string, string | undefined>>,
): ServerConfig {
  const {
    jira: ofFile,
    outlets,
    ...settings
  } = source === undefined ? file.parse({}) : readYaml(source, file);
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const env = check('The environment', given, environment);
  const github = readGitHub(env, settings.paceWrites);
  const name = source?.name ?? '';
  const jiraConfig =
    ofFile === undefined ? undefined : readJira(ofFile, env, { name, repositories: settings.repositories });
  return {
    ...settings,
    repositories: readRepositories(settings.repositories, resolve(env.RETRIAL_DATA)),
    data: env.RETRIAL_DATA,
    host: env.HOST,
    port: env.PORT,
    logLevel: env.LOG_LEVEL,
    ci: readCi(given),
    importTokens: env.IMPORT_TOKENS ?? [],
    outlets: readOutlets(outlets, given),
    operators: known(settings.operators, outlets, name),
    ...readBucket(given),
    ...(env.CIRCLECI_WEBHOOK_SECRET === undefined
      ? {}
      : { circleciWebhookSecret: env.CIRCLECI_WEBHOOK_SECRET }),
    ...(env.BUILDKITE_WEBHOOK_SECRET === undefined
      ? {}
      : { buildkiteWebhookSecret: env.BUILDKITE_WEBHOOK_SECRET }),
    ...(env.JENKINS_WEBHOOK_SECRET === undefined ? {} : { jenkinsWebhookSecret: env.JENKINS_WEBHOOK_SECRET }),
    ...(env.REDIS_URL === undefined ? {} : { redisUrl: env.REDIS_URL }),
    ...(env.DATABASE_URL === undefined ? {} : { databaseUrl: env.DATABASE_URL }),
    ...(github === undefined ? {} : { github }),
    ...(jiraConfig === undefined ? {} : { jira: jiraConfig }),
  };
}

/** @throws UserError E-CONFIG for a name that is none of an outlet */
function known(names: readonly string[], outlets: object, file: string): string[] {
  const unknown = names.find((name) => !Object.hasOwn(outlets, name));
  if (unknown === undefined) return [...names];
  throw new UserError(
    'E-CONFIG',
    `${file} can't be used: operators: ${quoted(unknown)} is not among \`outlets\``,
  );
}

function readCi(given: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const names = members.flatMap((member) => member.variables.map(({ name }) => name));
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = given[name]?.trim();
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
}

function readGitHub(env: z.output<typeof environment>, paceWrites: boolean): GitHubConfig | undefined {
  const parts = { APP_ID: env.APP_ID, PRIVATE_KEY: env.PRIVATE_KEY, WEBHOOK_SECRET: env.WEBHOOK_SECRET };
  if (Object.values(parts).every((part) => part === undefined)) return undefined;
  const whole = z.object({
    APP_ID: z.number({ error: 'is missing: the number on the GitHub App’s page' }),
    PRIVATE_KEY: z.string({ error: 'is missing: the key file’s text' }),
    WEBHOOK_SECRET: z.string({ error: 'is missing: deliveries can’t be trusted without it' }),
  });
  const { APP_ID, PRIVATE_KEY, WEBHOOK_SECRET } = check('The GitHub App', parts, whole);
  return {
    appId: APP_ID,
    // Keys pasted into one line of an env file carry their line breaks as \n.
    privateKey: PRIVATE_KEY.replaceAll('\\n', '\n'),
    webhookSecret: WEBHOOK_SECRET,
    apiUrl: env.GITHUB_API_URL,
    paceWrites,
  };
}
