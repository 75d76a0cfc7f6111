import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a look-alike was asked. */
export interface Asked {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The body as it came. */
  readonly bytes: Uint8Array;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text or bytes go out as they are, anything else as JSON. */
  readonly body?: unknown;
}

/** What goes wrong with the next requests that match. */
export interface Trouble {
  /**
   * slow: answers after `ms`. status: answers `status` and does nothing. wrong: does it, but answers a page instead of
   * JSON. dead: hangs up before anything is done. lost: does it, then hangs up. cut: hangs up in the middle of the answer.
   */
  readonly kind: 'slow' | 'status' | 'wrong' | 'dead' | 'lost' | 'cut';
  readonly ms?: number;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly method?: string;
  /** Matched against path and query. */
  readonly path?: RegExp;
  /** It begins with the first request whose path matches this. */
  readonly after?: RegExp;
  /** How many requests it strikes; 1 unless told. */
  readonly times?: number;
}

export interface TroubledServer {
  readonly url: string;
  readonly requests: readonly Asked[];
  /** Makes something go wrong; troubles strike in the order they were told. */
  readonly trouble: (trouble: Trouble) => void;
  readonly close: () => Promise<void>;
}

/** Serves on a free loopback port, with troubles on request. */
export async function serveWithTroubles(answer: (asked: Asked) => Answer): Promise<TroubledServer> {
  const requests: Asked[] = [];
  const troubles: { readonly what: Trouble; left: number }[] = [];
  const hasBegun = ({ after }: Trouble): boolean =>
    after === undefined || requests.some(({ path }) => after.test(path));
  const take = (asked: Asked): Trouble | undefined => {
    const found = troubles.find(({ what, left }) => left > 0 && strikes(what, asked) && hasBegun(what));
    if (found !== undefined) found.left -= 1;
    return found?.what;
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const asked = await read(request);
    requests.push(asked);
    await reply({ asked, answer, trouble: take(asked) }, response);
  };
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    trouble: (what) => void troubles.push({ what, left: what.times ?? 1 }),
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function strikes({ method, path }: Trouble, asked: Asked): boolean {
  return (
    (method === undefined || method === asked.method) &&
    (path === undefined || path.test(`${asked.path}?${asked.query.toString()}`))
  );
}

interface Exchange {
  readonly asked: Asked;
  readonly answer: (asked: Asked) => Answer;
  readonly trouble: Trouble | undefined;
}

async function reply({ asked, answer, trouble }: Exchange, response: ServerResponse): Promise<void> {
  if (trouble?.kind === 'dead') {
    response.socket?.destroy();
    return;
  }
  if (trouble?.kind === 'status') {
    const { status = 500, headers, body = { message: 'told to fail' } } = trouble;
    send({ status, body, ...(headers === undefined ? {} : { headers }) }, response);
    return;
  }
  if (trouble?.kind === 'slow') await sleep(trouble.ms ?? 50);
  const given = answer(asked);
  if (trouble?.kind === 'lost') {
    response.socket?.destroy();
    return;
  }
  if (trouble?.kind === 'cut' && given.body instanceof Uint8Array) {
    response.writeHead(given.status, { ...given.headers, 'content-length': given.body.byteLength });
    response.write(given.body.subarray(0, given.body.byteLength / 2), () => response.socket?.destroy());
    return;
  }
  send(
    trouble?.kind === 'wrong' ? { status: 200, body: '<html><body>Please log in</body></html>' } : given,
    response,
  );
}

function send({ status, headers = {}, body }: Answer, response: ServerResponse): void {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  const type = isRaw ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8';
  response.writeHead(status, body === undefined ? headers : { 'content-type': type, ...headers });
  if (body === undefined) response.end();
  else response.end(isRaw ? body : JSON.stringify(body));
}

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const bytes = Buffer.concat(chunks);
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body: bytes.toString('utf8'),
    bytes,
  };
}
