import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Whether GitHub signed these bytes with the shared secret: `sha256=` and the HMAC of the raw body in hex, compared
 * in constant time. Source: GitHub's documentation on validating webhook deliveries.
 */
export function isSignedBy(secret: string, body: Uint8Array, header: string | undefined): boolean {
  if (header === undefined || !/^sha256=[0-9a-f]{64}$/.test(header)) return false;
  const given = Buffer.from(header.slice('sha256='.length), 'hex');
  return timingSafeEqual(given, createHmac('sha256', secret).update(body).digest());
}
