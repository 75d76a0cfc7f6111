import type { Answer } from '../ci/troubled-server.ts';

interface Counted {
  readonly headers: Readonly<Record<string, string>>;
  readonly exceeded?: Answer;
}

/** Counts requests as Buildkite does for a user: the headers say seconds until the window ends; there is no Retry-After. */
export function limiter(limit: number, windowMs: number): () => Counted {
  let began = Date.now();
  let count = 0;
  return () => {
    if (Date.now() >= began + windowMs) {
      began = Date.now();
      count = 0;
    }
    count += 1;
    const reset = Math.max(1, Math.ceil((began + windowMs - Date.now()) / 1_000));
    const headers = {
      'ratelimit-user-remaining': String(Math.max(0, limit - count)),
      'ratelimit-user-limit': String(limit),
      'ratelimit-user-reset': String(reset),
    };
    if (count <= limit) return { headers };
    const message = `You have exceeded your API rate limit. Please wait ${reset} seconds before making more requests.`;
    return { headers, exceeded: { status: 429, body: { message, scope: 'rest_user', limit, reset } } };
  };
}
