import { fileAt } from '../checkouts/revision.ts';
import { jiraSettingsPlace, type JiraProjectConfig } from '../config/jira.ts';
import { projectFile } from '../config/project-file.ts';
import type { ServerConfig } from '../config/server.ts';
import { JiraError } from '../jira/answer.ts';
import { fieldIds } from '../jira/fields.ts';
import { Jira } from '../jira/jira.ts';
import { messageOf, UserError } from '../model/errors.ts';
import type { Finding } from './finding.ts';

type NamedProject = readonly [key: string, project: JiraProjectConfig];

/** The account in Jira, whether it may read who is in the projects' roles, and where each project's settings stand. */
export async function checkJira({ jira, repositories }: ServerConfig): Promise<readonly Finding[]> {
  if (jira === undefined) return [];
  const client = new Jira(jira);
  const projects = Object.entries(jira.projects);
  const settings = await Promise.all(projects.map(async (one) => settingsFinding(one, repositories)));
  try {
    const login = await client.login();
    return [
      { state: 'ok', what: `Jira at ${jira.url} knows the account as ${login}` },
      ...(await Promise.all(projects.map(async (one) => projectFinding(one, login, client)))),
      ...(await Promise.all(projects.map(async (one) => fieldsFinding(one, client)))).flat(),
      ...settings,
    ];
  } catch (error) {
    const advice =
      'JIRA_TOKEN, on Cloud with JIRA_USER, must belong to an account at the `url` under `jira:`.';
    return [{ state: 'wrong', what: messageOf(error), advice }, ...settings];
  }
}

/** A project that is not shown is heard of by no search; of one that is, whose roles are seen. */
async function projectFinding(one: NamedProject, login: string, client: Jira): Promise<Finding> {
  const [key] = one;
  try {
    await client.search(`project in ("${key}") AND updated >= "-1m" ORDER BY updated ASC, key ASC`);
  } catch (error) {
    if (!(error instanceof JiraError) || error.status !== 400) throw error;
    const advice = `Correct it under \`jira:\`, \`projects:\`, or let ${login} browse the project: until then nobody is answered there.`;
    return { state: 'wrong', what: `Jira has no project ${key}, or does not show it to ${login}`, advice };
  }
  return rolesFinding(one, login, client);
}

async function rolesFinding(
  [key, { run, decide }]: NamedProject,
  login: string,
  client: Jira,
): Promise<Finding> {
  const roles = await client.rolesOf(key, login, [...run.roles, ...decide.roles]);
  if (roles !== 'unknown') return { state: 'ok', what: `Jira shows the roles of ${key}` };
  return {
    state: 'missing',
    what: `Jira does not show the roles of ${key}`,
    advice: `Only those listed under \`jira:\`, \`projects:\`, \`${key}:\` as \`people\` may run tests there. The right to administer the project shows its roles.`,
  };
}

/** Fields are named by people: whether Jira has them is known before the first follow-up is made. */
async function fieldsFinding([key, { followUp }]: NamedProject, client: Jira): Promise<readonly Finding[]> {
  const names = [...Object.keys(followUp.fields), ...followUp.copy];
  if (names.length === 0) return [];
  try {
    await fieldIds(client, names);
    return [{ state: 'ok', what: `Jira has the fields that follow-ups in ${key} begin with` }];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const advice = `Correct it under \`jira.projects.${key}.followUp\`.`;
    return [{ state: 'wrong', what: `follow-ups in ${key}: ${messageOf(error)}`, advice }];
  }
}

/** A clone that the server keeps itself may not be laid yet: then nobody knows what its branch holds. */
async function settingsFinding(
  [key, { settings, repository, branch }]: NamedProject,
  repositories: ServerConfig['repositories'],
): Promise<Finding> {
  if (settings !== undefined)
    return { state: 'ok', what: `${key} runs on ${settings.service.name}, as the server’s settings say` };
  const file = `${projectFile} of ${repository} on ${branch}`;
  const text = await fileAt(repositories[repository]?.path ?? '', branch, projectFile).catch(() => undefined);
  if (text !== undefined) return { state: 'ok', what: `${key} is run as ${file} says` };
  return {
    state: 'missing',
    what: `${key} needs ${file}, which is not in the clone on this machine`,
    advice: `Add it to the repository, or say the same in the server's settings under \`${jiraSettingsPlace(key)}\`.`,
  };
}
