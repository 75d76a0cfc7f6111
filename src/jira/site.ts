import JiraApi, { type RequestOptions } from 'jira-client';
import { messageOf, RetryableError } from '../model/errors.ts';
import { JiraError, readAnswer } from './answer.ts';

/** A Jira and the account that speaks there. */
export interface JiraIdentity {
  /** Such as `https://issues.apache.org/jira`. */
  readonly url: string;
  readonly kind: 'data-center' | 'cloud';
  /** The account's e-mail address on Cloud, its name on a Data Center without personal access tokens. */
  readonly user?: string;
  /** A personal access token, or with a user an API token or password. */
  readonly token: string;
  /** For a whole answer, in milliseconds. 30,000. */
  readonly timeoutMs?: number;
  /** The largest answer that is read, in bytes. 16 MB. */
  readonly maxBytes?: number;
}

/**
 * jira-client with a request function of its own: bounded in time and size, never led elsewhere, and with errors that
 * keep Jira's status and words. Comments are wiki markup in version 2 of its interface and documents in version 3.
 */
export class JiraSite extends JiraApi {
  readonly #identity: JiraIdentity;

  constructor(identity: JiraIdentity) {
    const { protocol, hostname, port, pathname } = new URL(identity.url);
    super({
      protocol: protocol.replace(':', ''),
      host: hostname,
      base: pathname.replace(/\/$/, ''),
      apiVersion: versionOf(identity),
      ...(port === '' ? {} : { port }),
    });
    this.#identity = identity;
  }

  /** The page of an issue. */
  browse(key: string): string {
    return `${this.#identity.url.replace(/\/$/, '')}/browse/${key}`;
  }

  /** A call that jira-client lacks; the path, with its query, begins behind `/rest/api/N` and is encoded. */
  async call(path: string, options: Omit<RequestOptions, 'uri'> = {}): Promise<unknown> {
    const base = this.#identity.url.replace(/\/$/, '');
    return this.doRequest({ uri: `${base}/rest/api/${versionOf(this.#identity)}${path}`, ...options });
  }

  /** Sends a file; the path begins behind `/rest/api/N` and is encoded. @throws as `doRequest` */
  async upload(path: string, form: FormData): Promise<unknown> {
    const base = this.#identity.url.replace(/\/$/, '');
    const uri = `${base}/rest/api/${versionOf(this.#identity)}${path}`;
    return this.doRequest({ uri, method: 'POST', body: form });
  }

  /**
   * Every method of jira-client ends here.
   * @throws RetryableError when Jira is limiting, ailing or out of reach; JiraError when it refuses. No message holds
   * the token.
   */
  override async doRequest({ uri, method = 'GET', body }: RequestOptions): Promise<unknown> {
    const { url: home, timeoutMs = 30_000 } = this.#identity;
    const url = new URL(uri);
    const what = `${method} ${url.pathname}`;
    if (url.origin !== new URL(home).origin) throw new JiraError(0, `Jira: ${what} is not at ${home}`);
    const headers = { accept: 'application/json', authorization: this.#authorization() };
    const sent = sentWith(headers, body);
    try {
      const response = await fetch(url, {
        method,
        ...sent,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
      const text = await this.#textOf(response, what);
      const { status, headers: said } = response;
      return readAnswer(what, { status, headers: said, text, secrets: this.#secrets() });
    } catch (error) {
      if (error instanceof JiraError || error instanceof RetryableError) throw error;
      throw new RetryableError(`Jira: ${what}: ${reasonOf(error)}`, { cause: error });
    }
  }

  async #textOf(response: Response, what: string): Promise<string> {
    const { maxBytes = 16_000_000 } = this.#identity;
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of response.body ?? []) {
      size += piece.byteLength;
      if (size > maxBytes)
        throw new JiraError(response.status, `Jira: ${what}: more than ${maxBytes} bytes came`);
      pieces.push(piece);
    }
    return Buffer.concat(pieces).toString('utf8');
  }

  #secrets(): readonly string[] {
    const sent = this.#authorization();
    return [this.#identity.token, sent.slice(sent.indexOf(' ') + 1)];
  }

  #authorization(): string {
    const { user, token } = this.#identity;
    if (user === undefined) return `Bearer ${token}`;
    return `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}`;
  }
}

/** Jira takes a form only from whoever says that it comes from no page. */
function sentWith(headers: Readonly<Record<string, string>>, body: unknown) {
  if (body === undefined) return { headers };
  if (body instanceof FormData) return { headers: { ...headers, 'x-atlassian-token': 'no-check' }, body };
  return { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function versionOf({ kind }: JiraIdentity): string {
  return kind === 'cloud' ? '3' : '2';
}

/** What went wrong on the way, which fetch keeps one level down. */
function reasonOf(error: unknown): string {
  return error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : messageOf(error);
}
