import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { largeReport, smallReport } from './ant-reports.ts';
import { own, ownFolder, plain, plainStream, type Reader, saxen, saxes, saxesStream } from './readers.ts';

/**
 * Prints how fast reports are read beside plain reading, saxes and saxen, all in one run: only the ratios mean
 * anything. Large files are read in processes of their own, which tell their peak memory.
 * RETRIAL_BENCH_FILES: small files (2000). RETRIAL_BENCH_MB: the large one (300). RETRIAL_BENCH_ROUNDS: 15.
 */
const files = Number(process.env['RETRIAL_BENCH_FILES'] ?? 2000);
const megabytes = Number(process.env['RETRIAL_BENCH_MB'] ?? 300);
const rounds = Number(process.env['RETRIAL_BENCH_ROUNDS'] ?? 15);

const smallReaders: Readonly<Record<string, Reader>> = { plain, own, saxes, saxen };
const largeReaders: Readonly<Record<string, Reader>> = { plain: plainStream, own, saxes: saxesStream, saxen };

interface Timing {
  readonly name: string;
  /** One for each round, in their order: every reader has its turn in each. */
  readonly seconds: readonly number[];
  readonly memory?: number;
}

const [, , mode, name = '', path = ''] = process.argv;
if (mode === '--one') await readOne(name, path);
else await main();

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'retrial-bench-'));
  try {
    await small(folder);
    await large(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function small(folder: string): Promise<void> {
  const below = join(folder, 'small');
  mkdirSync(below);
  const paths = Array.from({ length: files }, (_, at) => join(below, `TEST-${at}.xml`));
  for (const [at, one] of paths.entries()) writeFileSync(one, smallReport(at));
  const bytes = paths.reduce((sum, one) => sum + statSync(one).size, 0);
  const times = new Map<string, number[]>([...Object.keys(smallReaders), 'folder'].map((key) => [key, []]));
  for (let round = 0; round < rounds + 2; round++) {
    for (const [key, read] of Object.entries(smallReaders)) {
      const seconds = await timed(read, paths);
      if (round >= 2) times.get(key)?.push(seconds);
    }
    const seconds = await timed(ownFolder, [below]);
    if (round >= 2) times.get('folder')?.push(seconds);
  }
  const timings = [...times].map(([key, seconds]) => ({ name: key, seconds }));
  print(`${files} files of ${Math.round(bytes / files / 1000)} kB`, bytes, timings);
}

async function timed(read: Reader, paths: readonly string[]): Promise<number> {
  const began = process.hrtime.bigint();
  for (const path of paths) {
    const result = read(path);
    if (typeof result !== 'number') await result;
  }
  return Number(process.hrtime.bigint() - began) / 1e9;
}

async function large(folder: string): Promise<void> {
  const path = join(folder, 'large.xml');
  await pipeline(Readable.from(largeReport(megabytes * 1_000_000)), createWriteStream(path));
  const bytes = statSync(path).size;
  const runs = new Map<string, { seconds: number; memory: number }[]>();
  for (let round = 0; round < Math.max(3, Math.round(rounds / 3)); round++) {
    for (const key of Object.keys(largeReaders)) {
      const self = fileURLToPath(import.meta.url);
      const { stdout } = spawnSync(process.execPath, [self, '--one', key, path], { encoding: 'utf8' });
      const [seconds = Number.NaN, memory = Number.NaN] = stdout.trim().split(' ').map(Number);
      runs.set(key, [...(runs.get(key) ?? []), { seconds, memory }]);
    }
  }
  const timings = [...runs].map(([key, all]) => ({
    name: key,
    seconds: all.map(({ seconds }) => seconds),
    memory: Math.min(...all.map(({ memory }) => memory)),
  }));
  print(`one file of ${Math.round(bytes / 1e6)} MB`, bytes, timings);
}

async function readOne(key: string, file: string): Promise<void> {
  const read = largeReaders[key];
  if (read === undefined) throw new RangeError(`no reader is called ${key}`);
  const began = process.hrtime.bigint();
  await read(file);
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  console.log(seconds, process.resourceUsage().maxRSS / 1024);
}

function at(share: number, values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? Number.NaN;
}

/** A ratio is the median of the rounds' own, quartiles behind it: in one round all readers meet the same machine. */
function print(title: string, bytes: number, timings: readonly Timing[]): void {
  const of = (name: string): readonly number[] => timings.find((one) => one.name === name)?.seconds ?? [];
  console.log(`\n${title}, ${timings[0]?.seconds.length ?? 0} rounds`);
  console.log(
    'reader    MB/s best  median           of plain            x saxes            x saxen   peak MB',
  );
  for (const { name, seconds, memory } of timings) {
    const rate = (share: number): string => String(Math.round(bytes / at(share, seconds) / 1e6));
    const ratio = (peer: string): string => {
      const each = of(peer).flatMap((one, round) => one / (seconds[round] ?? Number.NaN));
      const [low = '', middle = '', high = ''] = [0.25, 0.5, 0.75].map((share) => at(share, each).toFixed(2));
      return `${middle} (${low}–${high})`.padStart(19);
    };
    const rates = rate(0).padStart(11) + rate(0.5).padStart(8);
    const peak = memory === undefined ? '' : String(Math.round(memory));
    console.log(name.padEnd(8) + rates + ['plain', 'saxes', 'saxen'].map(ratio).join('') + peak.padStart(10));
  }
}
