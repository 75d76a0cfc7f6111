import { join } from 'node:path';
import type { StorePlace } from './store.ts';

/** Where everything is kept: in a folder, or in a Postgres with the evidence in that folder. */
export function placeOf({
  data,
  databaseUrl,
}: {
  readonly data: string;
  readonly databaseUrl?: string | undefined;
}): StorePlace {
  return databaseUrl === undefined
    ? { folder: data }
    : { url: databaseUrl, evidence: join(data, 'evidence') };
}
