import { createHash, createHmac } from 'node:crypto';
import type { Asked } from '../ci/troubled-server.ts';

export interface Account {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A refusal, as S3 names it; undefined when the request was signed by this account. */
export function signatureFault(
  asked: Asked,
  accounts: readonly Account[],
  region: string,
): string | undefined {
  const header = String(asked.headers.authorization);
  const [, key, day, place, signed = '', signature] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([\w;-]+), Signature=([0-9a-f]{64})$/.exec(
      header,
    ) ?? [];
  const account = accounts.find(({ accessKeyId }) => accessKeyId === key);
  if (account === undefined || day === undefined) return 'InvalidAccessKeyId';
  if (place !== region) return 'AuthorizationHeaderMalformed';
  const names = signed.split(';');
  const stamp = String(asked.headers['x-amz-date']);
  const wanted = ['host', 'x-amz-content-sha256', 'x-amz-date'];
  if (wanted.some((name) => !names.includes(name)) || !stamp.startsWith(day)) return 'AccessDenied';
  if (account.sessionToken !== undefined && asked.headers['x-amz-security-token'] !== account.sessionToken)
    return 'InvalidToken';
  const at = Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!(Math.abs(Date.now() - at) < 900_000)) return 'RequestTimeTooSkewed';
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', stamp, scope, sha256(canonical(asked, names))].join('\n');
  const dated = hmac(`AWS4${account.secretAccessKey}`, day);
  const signing = hmac(hmac(hmac(dated, region), 's3'), 'aws4_request');
  if (hmac(signing, text).toString('hex') !== signature) return 'SignatureDoesNotMatch';
  return asked.headers['x-amz-content-sha256'] === sha256(asked.bytes)
    ? undefined
    : 'XAmzContentSHA256Mismatch';
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
function canonical(asked: Asked, names: readonly string[]): string {
  const query = [...asked.query]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .toSorted()
    .join('&');
  const path = asked.path.split('/').map((part) => encoded(decodeURIComponent(part)));
  const headers = names.map((name) => `${name}:${String(asked.headers[name]).trim()}\n`).join('');
  const digest = String(asked.headers['x-amz-content-sha256']);
  return [asked.method, path.join('/'), query, headers, names.join(';'), digest].join('\n');
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
