import { type Answer, type Asked, serveWithTroubles, type TroubledServer } from '../ci/troubled-server.ts';
import { type Account, signatureFault } from './signature.ts';

export interface FakeObject {
  readonly bytes: Uint8Array;
  readonly at: Date;
}

export interface FakeS3 extends TroubledServer {
  /** The one bucket's address. */
  readonly bucket: string;
  /** What is in the bucket, by key. */
  readonly objects: Map<string, FakeObject>;
}

/** Who the look-alike knows: one may do all, one may only read, one comes with a token of a session. */
export const accounts = {
  full: { accessKeyId: 'AKIAFULLACCOUNT', secretAccessKey: 'full+secret/of7a8b9c0d' },
  reader: { accessKeyId: 'AKIAREADACCOUNT', secretAccessKey: 'reader+secret/1a2b3c4d' },
  session: {
    accessKeyId: 'ASIASESSION',
    secretAccessKey: 'session+secret/5e6f',
    sessionToken: 'token/of+a=session',
  },
} as const satisfies Record<string, Account>;

export const region = 'eu-test-1';

/** Starts a look-alike of S3: one bucket by path, signatures verified, pages of a listing. */
export async function startFakeS3({
  pageSize = 1_000,
}: { readonly pageSize?: number } = {}): Promise<FakeS3> {
  const objects = new Map<string, FakeObject>();
  const name = 'evidence-bucket';
  const server = await serveWithTroubles((asked) => {
    const fault = signatureFault(asked, Object.values(accounts), region);
    if (fault !== undefined) return refusal(fault === 'XAmzContentSHA256Mismatch' ? 400 : 403, fault);
    if (asked.path !== `/${name}` && !asked.path.startsWith(`/${name}/`)) return refusal(404, 'NoSuchBucket');
    const isReader = String(asked.headers.authorization).includes(accounts.reader.accessKeyId);
    if (isReader && asked.method !== 'GET') return refusal(403, 'AccessDenied');
    const key = decodeURIComponent(asked.path.slice(name.length + 2));
    return key === '' ? listed(asked) : object(asked, key);
  });

  function object({ method, bytes }: Asked, key: string): Answer {
    if (method === 'PUT') {
      objects.set(key, { bytes, at: new Date() });
      return { status: 200 };
    }
    if (method === 'DELETE') {
      objects.delete(key);
      return { status: 204 };
    }
    const found = objects.get(key);
    return found === undefined ? refusal(404, 'NoSuchKey') : { status: 200, body: found.bytes };
  }

  function listed({ query }: Asked): Answer {
    const [prefix, delimiter] = [query.get('prefix') ?? '', query.get('delimiter')];
    const keys = [...objects.keys()].filter((key) => key.startsWith(prefix)).toSorted();
    const cut = (key: string): string => {
      const end = delimiter === null ? -1 : key.indexOf(delimiter, prefix.length);
      return end < 0 ? key : key.slice(0, end + 1);
    };
    const all = [...new Set(keys.map(cut))];
    const from = Number(query.get('continuation-token') ?? 0);
    const shown = all.slice(from, from + pageSize).map((key) => {
      const found = objects.get(key);
      if (found === undefined) return `<CommonPrefixes><Prefix>${escaped(key)}</Prefix></CommonPrefixes>`;
      const { at, bytes } = found;
      return `<Contents><Key>${escaped(key)}</Key><LastModified>${at.toISOString()}</LastModified><ETag>&quot;0&quot;</ETag><Size>${bytes.byteLength}</Size><Owner><ID>1</ID></Owner></Contents>`;
    });
    const next =
      from + pageSize < all.length ? `<NextContinuationToken>${from + pageSize}</NextContinuationToken>` : '';
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${name}</Name><Prefix>${escaped(prefix)}</Prefix>${next}${shown.join('')}</ListBucketResult>`;
    return { status: 200, headers: { 'content-type': 'application/xml' }, body };
  }

  return Object.assign(server, { bucket: `${server.url}/${name}`, objects });
}

function refusal(status: number, code: string): Answer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>The look-alike says ${code}</Message><StringToSign>AWS4</StringToSign></Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
