import { SaxesParser } from 'saxes';

/** A page of a listing, its keys as they are in the bucket. */
export interface Listing {
  readonly objects: readonly { readonly key: string; readonly bytes: number; readonly at: Date }[];
  /** Each with the `/` at its end. */
  readonly folders: readonly string[];
  /** What the next page is asked for with; undefined on the last. */
  readonly next: string | undefined;
}

/**
 * Reads an answer of ListObjectsV2 (https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html).
 * @throws Error when it is none
 */
export function readListing(xml: string): Listing {
  const found = { objects: [] as Listing['objects'][number][], folders: [] as string[] };
  let object = new Map<string, string>();
  let next: string | undefined;
  let root = '';
  readElements(xml, (path, text) => {
    const [top = '', second = '', third = ''] = path;
    root = top;
    if (second === 'Contents' && third !== '') object.set(third, text);
    else if (second === 'Contents') {
      found.objects.push(objectOf(object));
      object = new Map();
    } else if (second === 'CommonPrefixes' && third === 'Prefix') found.folders.push(text);
    else if (second === 'NextContinuationToken') next = text;
  });
  if (root !== 'ListBucketResult') throw new Error(`it is a ${root}`);
  return { ...found, next };
}

function objectOf(fields: ReadonlyMap<string, string>): Listing['objects'][number] {
  const [key, bytes] = [fields.get('Key') ?? '', Number(fields.get('Size'))];
  const at = new Date(fields.get('LastModified') ?? '');
  if (key === '' || !Number.isSafeInteger(bytes) || Number.isNaN(at.getTime()))
    throw new Error('an object in it has no key, size or time');
  return { key, bytes, at };
}

/** What a service says is wrong, such as NoSuchBucket; both empty where it says nothing that is understood. */
export function readFault(xml: string): { readonly code: string; readonly message: string } {
  const fields = new Map<string, string>();
  try {
    readElements(xml, ([top, field = '', deeper], text) => {
      if (top === 'Error' && deeper === undefined) fields.set(field, text);
    });
  } catch {
    // A page for people, or nothing.
  }
  return { code: fields.get('Code') ?? '', message: fields.get('Message') ?? '' };
}

/** Tells each element at its end, with the names from the root down to it. Declared entities are an error. */
function readElements(xml: string, tell: (path: readonly string[], text: string) => void): void {
  const parser = new SaxesParser();
  const path: string[] = [];
  let text = '';
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name }) => {
    path.push(name);
    text = '';
  });
  parser.on('text', (more) => (text += more));
  parser.on('closetag', () => {
    tell(path, text);
    path.pop();
    text = '';
  });
  parser.write(xml).close();
}
