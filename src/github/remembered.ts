/** An answer as it came, and what GitHub knows it by. */
interface Answer {
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What is asked for again and again and seldom changes: lists, and the runs that are waited for; a path with its query is one. */
const repeated =
  /\/repos\/[^/]+\/[^/]+\/(?:issues|pulls(?:\/\d+)?|milestones|branches|contents\/[^?]+|actions\/runs\/\d+(?:\/attempts\/\d+)?)(?:\?|$)/;
const most = 200;
const longest = 2_000_000;

/**
 * A fetch that asks GitHub whether what it read before has changed: "not modified" costs nothing of the rate limit.
 * GitHub still checks the token of each question before it says so. Source: GitHub's documentation, "Use conditional
 * requests if appropriate".
 */
export function remembering(fetcher: typeof fetch): typeof fetch {
  const known = new Map<string, Answer>();
  return async (url, init = {}) => {
    const key = url instanceof Request ? url.url : String(url);
    if ((init.method ?? 'GET') !== 'GET' || !repeated.test(key)) return fetcher(url, init);
    const before = known.get(key);
    const headers = new Headers(init.headers);
    if (before !== undefined) headers.set('if-none-match', before.etag);
    const answer = await fetcher(url, { ...init, headers });
    if (answer.status === 304 && before !== undefined)
      return new Response(before.body, { status: 200, headers: before.headers });
    const etag = answer.headers.get('etag');
    if (answer.status !== 200 || etag === null) return answer;
    const body = await answer.text();
    const said = { 'content-type': answer.headers.get('content-type') ?? 'application/json' };
    known.delete(key);
    if (body.length <= longest) known.set(key, { etag, headers: said, body });
    for (const [oldest] of known) if (known.size > most) known.delete(oldest);
    return new Response(body, { status: 200, headers: said });
  };
}
