import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Whether GitHub signed these bytes with the shared secret: `sha256=` and the HMAC of the raw body in hex, compared
 * in constant time. Source: GitHub's documentation on validating webhook deliveries.
 */
export function isSignedBy(secret: string, body: Uint8Array, header: string | undefined): boolean {
  return isMac(/^sha256=([0-9a-f]{64})$/.exec(header ?? '')?.[1], secret, body);
}

/**
 * Whether CircleCI signed these bytes: signatures of several versions with commas between them, of which `v1=` is the
 * HMAC-SHA256 of the raw body in hex. Source: CircleCI's documentation on validating webhooks.
 */
export function isSignedByCircleci(secret: string, body: Uint8Array, header: string | undefined): boolean {
  if (header === undefined || header.length > 1_000) return false;
  const first = header.split(',').map((one) => /^v1=([0-9a-f]{64})$/.exec(one.trim())?.[1]);
  return isMac(
    first.find((mac) => mac !== undefined),
    secret,
    body,
  );
}

/**
 * Whether Buildkite signed these bytes: `timestamp=<seconds>,signature=<hex>`, the HMAC-SHA256 of the time, a dot and the
 * raw body. The time is not held against a clock: a repeated event is a repeated look. Source: Buildkite's documentation
 * on webhooks, "HMAC signatures".
 */
export function isSignedByBuildkite(secret: string, body: Uint8Array, header: string | undefined): boolean {
  const [, time, mac] = /^timestamp=(\d{1,12}),signature=([0-9a-f]{64})$/.exec(header ?? '') ?? [];
  return isMac(mac, secret, Buffer.concat([Buffer.from(`${time}.`), body]));
}

/** Whether somebody knows a secret, in a time that says nothing of it. */
export function isSame(given: string, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

function isMac(hex: string | undefined, secret: string, body: Uint8Array): boolean {
  if (hex === undefined) return false;
  return timingSafeEqual(Buffer.from(hex, 'hex'), createHmac('sha256', secret).update(body).digest());
}
