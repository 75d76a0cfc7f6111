import { writeFileSync } from 'node:fs';
import { ZipFile } from 'yazl';

/** Writes a zip of some files, by their names in it. */
export async function zipped(path: string, files: Readonly<Record<string, string>>): Promise<void> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  const chunks: Uint8Array[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Uint8Array);
  writeFileSync(path, Buffer.concat(chunks));
}
