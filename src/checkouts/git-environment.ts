import { UserError } from '../model/errors.ts';

/** What git needs to find its programs, the operator's own settings, and the way to other hosts. Nothing else is handed on. */
const passed = new Set([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'TMPDIR',
  'XDG_CONFIG_HOME',
  'SSH_AUTH_SOCK',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'GIT_SSL_CAINFO',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'all_proxy',
  'no_proxy',
]);

/** The variable that holds a token for each host that git may speak to. */
export const gitTokensVariable = 'RETRIAL_GIT_TOKENS';

/** A token, and the one host that may see it. */
interface HostToken {
  /** Where it is sent: `https://github.com/`, or `http://127.0.0.1:8080/` on this machine only. */
  readonly origin: string;
  readonly token: string;
}

/**
 * The variables git is started with: an allow-list of the server's own, no questions, and the tokens, each as a header
 * that git sends to its own host only. They stand in variables, since a command line can be read by everybody.
 */
export function gitEnvironment(own: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept = Object.entries(own).flatMap(([name, value]) =>
    value !== undefined && passed.has(name) ? [[name, value] as const] : [],
  );
  return {
    ...Object.fromEntries(kept),
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    GIT_OPTIONAL_LOCKS: '0',
    LC_ALL: 'C',
    ...settings(readGitTokens(own[gitTokensVariable]).flatMap(headerFor)),
  };
}

/**
 * Reads `github.com=TOKEN,git.example.com=NAME:TOKEN`.
 * @throws UserError E-CONFIG for an entry that is not written like this; it never shows what follows the `=`
 */
export function readGitTokens(text = ''): readonly HostToken[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map(hostToken);
}

function hostToken(entry: string): HostToken {
  const at = entry.indexOf('=');
  const [where, token] = [entry.slice(0, Math.max(0, at)), entry.slice(at + 1)];
  const isHere = /^http:\/\/127\.0\.0\.1(?::\d{1,5})?$/.test(where);
  if ((isHere || /^[a-z\d][a-z\d.-]*(?::\d{1,5})?$/i.test(where)) && /^[!-~]+$/.test(token))
    return { origin: isHere ? `${where}/` : `https://${where}/`, token };
  throw new UserError(
    'E-CONFIG',
    `${gitTokensVariable} is written \`github.com=TOKEN\`, with commas between hosts${at > 0 ? `; look at \`${where.slice(0, 100)}\`` : ''}.`,
  );
}

/** A header for one host; where it leads elsewhere, git does not follow. */
function headerFor({ origin, token }: HostToken): [name: string, value: string][] {
  // A token alone goes with the user name that GitHub gives to tokens of Apps; other hosts look at the token only.
  const pair = token.includes(':') ? token : `x-access-token:${token}`;
  const header = `Authorization: Basic ${Buffer.from(pair).toString('base64')}`;
  return [
    [`http.${origin}.extraHeader`, header],
    [`http.${origin}.followRedirects`, 'false'],
  ];
}

/** Settings of git as variables (git-config: GIT_CONFIG_COUNT). */
function settings(pairs: readonly (readonly [string, string])[]): Record<string, string> {
  if (pairs.length === 0) return {};
  return Object.fromEntries([
    ['GIT_CONFIG_COUNT', String(pairs.length)],
    ...pairs.flatMap(([name, value], at) => [
      [`GIT_CONFIG_KEY_${at}`, name],
      [`GIT_CONFIG_VALUE_${at}`, value],
    ]),
  ]);
}
