import { hasXz } from '../../archives/xz.ts';
import { messageOf } from '../../model/errors.ts';
import type { HttpClient } from '../http/client.ts';
import { isListed, unboundIn } from '../remote/allowed.ts';
import type { CiFinding } from '../service.ts';
import { accountOf, jenkinsApi, type JenkinsApi } from './api.ts';
import { jenkinsSettings, type JenkinsSettings } from './settings.ts';

/** What to do when Jenkins does not know the server, or refuses it something. */
export const advice =
  'Set JENKINS_URL, JENKINS_USER and JENKINS_TOKEN (an API token of that user, who may read, build and cancel the job).';

/** Why a job cannot run batches, in words without a full stop; undefined when it can. */
export function faultOfJob(
  job: Awaited<ReturnType<JenkinsApi['job']>>,
  { job: name, parameters, batchParameter }: JenkinsSettings,
): string | undefined {
  if (job === undefined) return `Jenkins shows no job \`${name}\` to the token`;
  const missing = [...Object.keys(parameters), batchParameter].filter((one) => !job.parameters.includes(one));
  if (missing.length > 0) {
    const names = missing.map((one) => `\`${one}\``).join(', ');
    return `the Jenkins job \`${name}\` does not declare the parameter ${names}, and Jenkins drops what is not declared: declare it in the job`;
  }
  return job.isBuildable ? undefined : `the Jenkins job \`${name}\` is disabled`;
}

const howListed =
  'Set JENKINS_JOBS to the jobs that each repository may start, with commas between them: acme/shop=team/repeat.';

interface Server {
  readonly variables: Readonly<Record<string, string>>;
  readonly client: () => HttpClient;
}

/** Looks at the account, and at a project's job, with calls that change nothing. */
export async function checkJenkins(settings: unknown, { variables, client }: Server): Promise<CiFinding> {
  const unset = ['JENKINS_URL', 'JENKINS_USER', 'JENKINS_TOKEN'].filter(
    (name) => variables[name] === undefined,
  );
  if (unset.length > 0) return { state: 'missing', what: `Jenkins: ${unset.join(', ')} not set`, advice };
  if (variables['JENKINS_JOBS'] === undefined) {
    return { state: 'missing', what: 'Jenkins: JENKINS_JOBS not set', advice: howListed };
  }
  const [unbound] = unboundIn(variables['JENKINS_JOBS']);
  if (unbound !== undefined) {
    const what = `Jenkins: \`${unbound.slice(0, 200)}\` in JENKINS_JOBS does not say which repository may start it`;
    return { state: 'wrong', what, advice: howListed };
  }
  try {
    if (settings !== undefined) return await checkJob(jenkinsSettings.parse(settings), { variables, client });
    const { name, isAnonymous } = await accountOf(client());
    if (!isAnonymous) return { state: 'ok', what: `Jenkins knows the token as ${name}` };
    return { state: 'wrong', what: 'Jenkins takes the server for an anonymous visitor', advice };
  } catch (error) {
    return { state: 'wrong', what: messageOf(error) };
  }
}

async function checkJob(settings: JenkinsSettings, { variables, client }: Server): Promise<CiFinding> {
  const { job } = settings;
  if (!isListed(job, variables['JENKINS_JOBS']))
    return { state: 'wrong', what: `JENKINS_JOBS does not name the Jenkins job ${job}` };
  const fault = faultOfJob(await jenkinsApi(client(), job).job(), settings);
  if (fault !== undefined) return { state: 'wrong', what: fault };
  if (settings.runs === 'log' && !(await hasXz())) {
    const what = `the program xz is not here, with which jobs of \`runs: log\` pack what they keep`;
    return { state: 'wrong', what, advice: 'Install it; on Debian it is in xz-utils.' };
  }
  return { state: 'ok', what: `Jenkins shows the job ${job} to the token` };
}
