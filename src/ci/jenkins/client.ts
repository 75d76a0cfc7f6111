import { UserError } from '../../model/errors.ts';
import type { Pause } from '../../model/pause.ts';
import { httpClient, type HttpClient } from '../http/client.ts';
import { ownHostsIn } from '../http/trust.ts';
import { advice } from './check.ts';

type Variables = Readonly<Record<string, string>>;

/**
 * Jenkins as this server's variables name it.
 * @param pause shared by all who ask it, so that it is left alone by all
 * @throws UserError E-CI when they do not suffice
 */
export function jenkinsClient(variables: Variables, pause: Pause): HttpClient {
  const { JENKINS_URL: url, JENKINS_USER: user, JENKINS_TOKEN: token } = variables;
  if (url === undefined || user === undefined || token === undefined)
    throw new UserError('E-CI', `This server cannot use Jenkins yet. ${advice}`);
  return httpClient({
    service: 'Jenkins',
    baseUrl: jenkinsRoot(variables),
    credentials: { authorization: `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}` },
    pause,
    secrets: [token],
    ownHosts: ownHostsIn(variables),
    advice,
    refusesWithPages: true,
  });
}

/** The address of Jenkins without a slash at its end. */
export function jenkinsRoot({ JENKINS_URL: url = '' }: Variables): string {
  return url.replace(/\/+$/, '');
}
