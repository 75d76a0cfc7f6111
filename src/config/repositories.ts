import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';

const address = z
  .string()
  .max(500)
  .regex(
    /^(?:origin|https:\/\/[^\s@]+|http:\/\/127\.0\.0\.1[:/][^\s@]+|ssh:\/\/[^\s:]+|[\w.-]+@[\w.-]+:[^\s:-][^\s:]*|\/[^\0]+)$/,
    'is `origin`, https://…, ssh://…, user@host:path or an absolute path, without a secret in it',
  );

/** Where a clone comes from: by a protocol that starts no program of its own. */
const source = z
  .string()
  .max(500)
  .regex(
    /^(?:https:\/\/[\w.[][^\s@]*|http:\/\/127\.0\.0\.1[:/][^\s@]+|ssh:\/\/\w[^\s:]*(?::\d{1,5}\/[^\s:]*)?|\w[\w.-]*@\w[\w.-]*:[^\s:-][^\s:]*|file:\/\/\/[^\s\0]+)$/,
    'is https://…, ssh://…, user@host:path or file:///…, without a secret in it: tokens stand in RETRIAL_GIT_TOKENS',
  );

const repository = z
  .strictObject({
    /** A clone on this machine; `fetch` keeps it up to date. */
    path: z.string().min(1).exactOptional(),
    /** Where the server clones from by itself, into its data folder, instead. */
    url: source.exactOptional(),
    fetch: z.boolean().default(true),
    /** Where throw-away branches go, so that CI services can build what no branch points at. */
    push: z
      .strictObject({
        to: address,
        /** The fork this is, as `owner/name`: then CI builds there, always. */
        fork: z
          .string()
          .regex(/^[\w.-]+\/[\w.-]+$/, 'is written owner/name')
          .optional(),
      })
      .optional(),
    /** Whether code of forks may run on the service `local`: as the user this server runs as, who can read what it knows. */
    forkHeads: z.enum(['refuse', 'run-as-this-server']).default('refuse'),
  })
  .refine(({ path, url }) => (path === undefined) !== (url === undefined), {
    message: 'needs either `path`, a clone on this machine, or `url`, where to clone from',
  })
  .refine(({ forkHeads, url }) => forkHeads === 'refuse' || url !== undefined, {
    message: 'with `forkHeads` needs `url`: the server keeps code of forks in a clone of its own',
  });

/** The `repositories` section of the server's file: clones by `owner/name`. */
export const repositoriesSection = z
  .record(z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'is written owner/name'), repository)
  .default({});

/** A repository whose clone lies somewhere, whoever put it there. */
export interface RepositoryConfig extends Omit<z.output<typeof repository>, 'path'> {
  readonly path: string;
}

/** Gives each clone that the server makes itself its place in the data folder. */
export function readRepositories(
  section: z.output<typeof repositoriesSection>,
  data: string,
): Readonly<Record<string, RepositoryConfig>> {
  return Object.fromEntries(
    Object.entries(section).map(([name, { path, ...rest }]) => [
      name,
      { ...rest, path: path ?? join(data, 'clones', folderOf(name, rest.url)) },
    ]),
  );
}

/** Another address is another clone, and a name that a file system takes. */
function folderOf(name: string, url = ''): string {
  const key = createHash('sha256').update(url).digest('hex').slice(0, 12);
  return `${name
    .toLowerCase()
    .replaceAll(/[^a-z\d-]/g, '_')
    .slice(0, 60)}-${key}.git`;
}
