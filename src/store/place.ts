import { join } from 'node:path';

/** A folder of one process, or a Postgres server (`postgres://…`) that any number of processes share. */
export type StorePlace = { readonly folder: string } | { readonly url: string; readonly evidence: string };

/** Where evidence lies below the folder of a server's data. */
export function evidenceFolder(data: string): string {
  return join(data, 'evidence');
}

/** Where everything is kept: in a folder, or in a Postgres with the evidence in that folder. */
export function placeOf({
  data,
  databaseUrl,
}: {
  readonly data: string;
  readonly databaseUrl?: string | undefined;
}): StorePlace {
  return databaseUrl === undefined ? { folder: data } : { url: databaseUrl, evidence: evidenceFolder(data) };
}
