import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

/** Reads, counts and writes back; whoever sells meanwhile is forgotten, unless sales wait for each other. */
const sellOne = `async function sellOne(file) {
  const left = Number(await readFile(file, 'utf8'));
  await writeFile(file, String(left - 1));
}
`;
const imports = `import { readFile, writeFile } from 'node:fs/promises';\n\n`;
const inTurn = `let last = Promise.resolve();

export function sell(file) {
  last = last.then(() => sellOne(file));
  return last;
}
`;
const SAFE = `${imports}${inTurn}\n${sellOne}`;
const RACY = `${imports}export const sell = sellOne;\n\n${sellOne}`;

/**
 * Two customers come within SPREAD_MS and buy at once: a lost update whenever the second one reads before the first
 * one has written. How often depends on timers, the disk and whatever else the machine does.
 */
const TEST = `import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sell } from './stock.mjs';

const folder = mkdtempSync(join(tmpdir(), 'stock-'));
const file = join(folder, 'left.txt');
writeFileSync(file, '10');
const customer = async () => {
  await pause(Math.random() * Number(process.env.SPREAD_MS));
  await sell(file);
};
await Promise.all([customer(), customer()]);
const left = readFileSync(file, 'utf8');
rmSync(folder, { recursive: true });
if (left !== '8') {
  console.error(\`Expected 8 left after two sales, got \${left}\`);
  process.exit(1);
}
`;

/** A repository with a race in it, and where what stands. */
export interface RacyRepository {
  readonly folder: string;
  readonly good: string;
  readonly culprit: string;
  /** The last commit; it has the race. */
  readonly bad: string;
  /** A commit after `bad` that changes nothing that runs. */
  readonly cosmetic: string;
  /** A commit after `bad` in which sales wait for each other again. */
  readonly repaired: string;
}

/** Commits 1 to `length` after a good one; the race comes in with number `culprit`. */
export function racyRepository(folder: string, length: number, culprit: number): RacyRepository {
  mkdirSync(folder, { recursive: true });
  const git = (args: readonly string[], input = ''): string =>
    execFileSync('git', [...args], { cwd: folder, encoding: 'utf8', input }).trim();
  git(['init', '--quiet', '--initial-branch=main']);
  const commits = Array.from({ length }, (_, at) => {
    const number = at + 1;
    return number === culprit
      ? commitOf('main', 'Sell without waiting', { 'stock.mjs': RACY })
      : commitOf('main', `Note ${number}`, { 'notes.txt': `${number}\n` });
  });
  git(
    ['fast-import', '--quiet'],
    [
      commitOf('main', 'Begin', { 'stock.mjs': SAFE, 'test.mjs': TEST }),
      ...commits,
      commitOf('cosmetic', 'Say more', { 'notes.txt': 'more\n' }, 'main'),
      commitOf('repaired', 'Let sales wait', { 'stock.mjs': SAFE }, 'main'),
    ].join(''),
  );
  git(['reset', '--quiet', '--hard', 'main']);
  const idOf = (revision: string): string => git(['rev-parse', revision]);
  return {
    folder,
    good: idOf(`main~${length}`),
    culprit: idOf(`main~${length - culprit}`),
    bad: idOf('main'),
    cosmetic: idOf('cosmetic'),
    repaired: idOf('repaired'),
  };
}

/** One commit in the language of `git fast-import`. */
function commitOf(
  branch: string,
  message: string,
  files: Readonly<Record<string, string>>,
  from?: string,
): string {
  const changes = Object.entries(files).map(([name, text]) => `M 100644 inline ${name}\n${dataOf(text)}`);
  const parent = from === undefined ? '' : `from refs/heads/${from}\n`;
  return [
    `commit refs/heads/${branch}\n`,
    'committer Test <test@example.org> 1654084800 +0000\n',
    dataOf(message),
    parent,
    ...changes,
    '\n',
  ].join('');
}

function dataOf(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
