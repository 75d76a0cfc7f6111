import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { artifactBudget, filesOfArtifacts } from '../../src/ci/github-actions/files.ts';
import { zipOf } from '../fakes/github-actions/zip.ts';
import { scratch } from '../support/scratch.ts';

const home = scratch('artifact-files');
const nobody = () => {
  throw new Error('nobody is asked');
};

/** What artifacts come to that lie on this machine already, in a reading that may unpack so many bytes. */
async function readAll(zips: readonly Readonly<Record<string, string>>[], bytes: number) {
  const folder = mkdtempSync(join(home, 'of-'));
  const artifacts = zips.map((files, at) => {
    writeFileSync(join(folder, `artifact-${at}.zip`), zipOf(files));
    return { id: at, name: `machine-${at}`, expired: false, size_in_bytes: 0 };
  });
  // Nothing is fetched.
  const place = {
    actions: { addressOf: nobody },
    client: { download: nobody },
    at: { slug: 'acme/shop' },
    allowance: { left: 0 },
    folder,
    budget: artifactBudget(bytes),
  } as never;
  const { files, missing } = await filesOfArtifacts(artifacts, place, false);
  return { paths: files.map(({ path }) => path), losses: missing.map(({ loss }) => loss) };
}

describe('artifacts of one run', () => {
  const hundred = { 'out/1.xml': 'x'.repeat(100) };

  it('share what they may unpack to, however many there are', async () => {
    expect(await readAll([hundred, hundred], 200)).toEqual({
      paths: ['machine-0/out/1.xml', 'machine-1/out/1.xml'],
      losses: [],
    });
    const why = 'what the run keeps unpacks to more than 199 bytes';
    expect(await readAll([hundred, hundred, hundred], 199)).toEqual({
      paths: ['machine-0/out/1.xml'],
      losses: [`the artifact machine-1: ${why}`, `the artifact machine-2: ${why}`],
    });
  });
});
