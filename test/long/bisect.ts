/**
 * Does `retrial bisect` name the right commit on a real race? `npm run long:bisect [TRIES]`, about two minutes a try on
 * two busy cores: 64 commits, one of them brings a lost update that shows in about one run of ten and oftener on a
 * busy machine. Nothing is simulated: each run is a process of its own, in a worktree of its commit. After the searches
 * `compare` looks at a repaired head and at one that changes nothing that runs.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { startCli } from '../support/cli.ts';
import { racyRepository, type RacyRepository } from './racy-repository.ts';

const COMMITS = 64;
const WANTED = 0.95;
const command = ['--', process.execPath, 'test.mjs'];

const bisectionSchema = z.object({
  run: z.string(),
  outcome: z.string(),
  culprits: z.array(z.object({ commit: z.string() })),
  confidence: z.number().nullable(),
  asked: z.number(),
  failed: z.number(),
  from: z.object({ failed: z.number(), executed: z.number() }).nullable(),
});
type Found = z.infer<typeof bisectionSchema>;
const side = z.object({ asked: z.number() });
const comparisonSchema = z
  .object({ verdict: z.string(), before: side, after: side })
  .transform(({ verdict, before, after }) => ({ verdict, asked: before.asked + after.asked }));

const settingsFor = (spread: number) => ['-j', '2', '--env', `SPREAD_MS=${spread}`, '--format', 'json'];

const tries = Number(process.argv[2] ?? 20);
const home = mkdtempSync(join(tmpdir(), 'retrial-long-'));
const test = settingsFor(await spreadForOneInTen());
try {
  process.exitCode = (await searches()) && (await comparisons()) ? 0 : 1;
} finally {
  if (process.env.KEEP === undefined) rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  else console.log(`Kept: ${home}`);
}

/**
 * The further apart two customers may come, the rarer they meet: how far for about one run of ten on this machine as it
 * is now. What the machine does later is not made up for.
 */
async function spreadForOneInTen(): Promise<number> {
  const tried = 100;
  const repository = racyRepository(join(home, 'spread'), 1, 1);
  const args = ['repeat', '-n', '100', '--ref', repository.bad, ...settingsFor(tried), ...command];
  const { failed, executed } = z
    .object({ failed: z.number(), executed: z.number() })
    .parse(await answerOf(args, repository));
  const spread = Math.round(Math.min(400, Math.max(40, (tried * (failed / executed)) / 0.1)));
  console.log(`${failed} of ${executed} runs fail at ${tried} ms apart: searching at ${spread} ms`);
  return spread;
}

/** All searches, one line each. @returns whether enough of them are right */
async function searches(): Promise<boolean> {
  console.log(`${tries} searches among ${COMMITS} commits, 2 runs at a time`);
  let [right, runs, sure] = [0, 0, 0];
  for (let number = 1; number <= tries; number += 1) {
    // 27 and 64 share no divisor: a different culprit each time, spread over the whole range.
    const culprit = 1 + ((number * 27 + 8) % COMMITS);
    const repository = racyRepository(join(home, `try-${number}`), COMMITS, culprit);
    const started = Date.now();
    const found = bisectionSchema.parse(
      await answerOf(['bisect', '--good', repository.good, ...test, ...command], repository),
    );
    const isRight = found.culprits.length === 1 && found.culprits[0]?.commit === repository.culprit;
    if (isRight) right += 1;
    runs += found.asked / tries;
    sure += (found.confidence ?? 0) / tries;
    const seconds = ((Date.now() - started) / 1000).toFixed(0);
    console.log(
      `${String(number).padStart(2)}  ${isRight ? 'right' : 'WRONG'}  ${wordsFor(found, repository)}, ${seconds} s`,
    );
  }
  console.log(
    `${right} of ${tries} right, at least ${Math.ceil(WANTED * tries)} wanted; on average ${runs.toFixed(0)} runs and ${(100 * sure).toFixed(1)} % sure`,
  );
  return right >= WANTED * tries;
}

function wordsFor(found: Found, repository: RacyRepository): string {
  const named = found.culprits.map(({ commit }) => placeOf(commit, repository)).join(' ');
  const sure = found.confidence === null ? '' : `, ${(100 * found.confidence).toFixed(1)} % sure`;
  const rate =
    found.from === null ? '' : `, ${found.from.failed} of ${found.from.executed} failed from there on`;
  return `culprit ${placeOf(repository.culprit, repository)}, ${found.outcome} ${named}${sure}${rate}, ${found.asked} runs`;
}

/** Which of the commits it is, counted from the good one. */
function placeOf(commit: string, { folder, good }: RacyRepository): string {
  return execFileSync('git', ['rev-list', '--count', `${good}..${commit}`], {
    cwd: folder,
    encoding: 'utf8',
  }).trim();
}

/** A repaired head is fixed, one that changes nothing is not. */
async function comparisons(): Promise<boolean> {
  const repository = racyRepository(join(home, 'compared'), COMMITS, 20);
  const repaired = await compared(repository, repository.repaired);
  console.log(`the repaired head: ${repaired.verdict} after ${repaired.asked} runs (fixed wanted)`);
  const cosmetic = await compared(repository, repository.cosmetic);
  console.log(`the cosmetic head: ${cosmetic.verdict} after ${cosmetic.asked} runs (pre-existing wanted)`);
  return repaired.verdict === 'fixed' && cosmetic.verdict === 'pre-existing';
}

async function compared(repository: RacyRepository, head: string) {
  const range = `${repository.bad}..${head}`;
  return comparisonSchema.parse(await answerOf(['compare', range, ...test, ...command], repository));
}

async function answerOf(args: readonly string[], { folder }: RacyRepository): Promise<unknown> {
  const [verb = '', ...rest] = args;
  const { stdout, stderr, code } = await startCli([verb, '--quiet', ...rest], folder).ended;
  if (stdout === '') throw new Error(`retrial ${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}
