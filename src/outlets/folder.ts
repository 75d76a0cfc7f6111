import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outlet } from './outlet.ts';

/** Files in a folder, one a letter; the same letter again replaces it. */
export function folder(path: string): Outlet {
  return {
    async send({ id, subject, text }) {
      if (!/^[\w-]{1,200}$/.test(id)) throw new RangeError('a letter’s id is letters, digits and -');
      await mkdir(path, { recursive: true });
      const name = join(path, `${id}.txt`);
      await writeFile(`${name}.part`, `${subject}\n\n${text}`, { mode: 0o600 });
      await rename(`${name}.part`, name);
      return [];
    },
  };
}
