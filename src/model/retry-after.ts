/** Nobody waits longer for a service at once, whatever it asks for; milliseconds. */
const longestMs = 3_600_000;

/**
 * How long a `Retry-After` header asks to wait, in milliseconds: seconds or a date (RFC 9110, section 10.2.3), an hour
 * at most; undefined where it says nothing. `now` in milliseconds since 1970.
 */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), longestMs);
}
