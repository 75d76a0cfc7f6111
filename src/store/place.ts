import { join } from 'node:path';
import type { BucketPlace } from './evidence/s3.ts';

/**
 * A folder of one process, or a Postgres server (`postgres://…`) that any number of processes share; evidence in that
 * folder, or in a bucket.
 */
export type StorePlace = {
  readonly bucket?: BucketPlace | undefined;
} & ({ readonly folder: string } | { readonly url: string; readonly evidence: string });

/** Where the settings of a server say that things are kept. */
export interface KeptAt {
  readonly data: string;
  readonly databaseUrl?: string | undefined;
  readonly bucket?: BucketPlace | undefined;
}

/** Where evidence lies below the folder of a server's data. */
export function evidenceFolder(data: string): string {
  return join(data, 'evidence');
}

/** Where everything is kept: in a folder, or in a Postgres with the evidence in that folder, unless a bucket has it. */
export function placeOf({ data, databaseUrl, bucket }: KeptAt): StorePlace {
  return databaseUrl === undefined
    ? { folder: data, bucket }
    : { url: databaseUrl, evidence: evidenceFolder(data), bucket };
}
