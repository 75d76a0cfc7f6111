import { createHmac, timingSafeEqual } from 'node:crypto';

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

function isMac(hex: string | undefined, secret: string, body: Uint8Array): boolean {
  if (hex === undefined) return false;
  return timingSafeEqual(Buffer.from(hex, 'hex'), createHmac('sha256', secret).update(body).digest());
}
