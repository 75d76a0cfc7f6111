import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';

/**
 * Unpacks a whole tar.gz of the program's own, empty folders and all, into a new folder for this user alone.
 * In memory: nothing from outside is read with this.
 * @throws Error when the file is damaged, the folder exists, or there is no room.
 */
export async function unpackFolder(file: string, folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o700 });
  const entries = extract();
  entries.end(gunzipSync(readFileSync(file)));
  for await (const entry of entries) {
    const path = join(folder, normalize(`/${entry.header.name}`));
    const isFolder = entry.header.type === 'directory';
    mkdirSync(isFolder ? path : dirname(path), { recursive: true, mode: 0o700 });
    const content = await buffer(entry);
    if (!isFolder) writeFileSync(path, content, { mode: 0o600 });
  }
}
