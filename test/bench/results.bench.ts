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
  readonly best: number;
  readonly median: number;
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
  const timings = [...times].map(([key, seconds]) => ({ name: key, ...summary(seconds) }));
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
    ...summary(all.map(({ seconds }) => seconds)),
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

function summary(seconds: readonly number[]): { best: number; median: number } {
  const sorted = seconds.toSorted((a, b) => a - b);
  return { best: sorted[0] ?? Number.NaN, median: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN };
}

/** Ratios are of the best rounds: what else the machine does only makes rounds slower. */
function print(title: string, bytes: number, timings: readonly Timing[]): void {
  const best = (name: string): number => timings.find((timing) => timing.name === name)?.best ?? Number.NaN;
  console.log(`\n${title}, ${rounds} rounds`);
  console.log('reader    MB/s best  median   of plain   x saxes   x saxen   peak MB');
  for (const timing of timings) {
    const rate = (seconds: number): string => String(Math.round(bytes / seconds / 1e6));
    const ratio = (name: string): string => (best(name) / timing.best).toFixed(2);
    const cells = [
      timing.name.padEnd(8),
      rate(timing.best).padStart(11),
      rate(timing.median).padStart(8),
      ratio('plain').padStart(11),
      ratio('saxes').padStart(10),
      ratio('saxen').padStart(10),
      (timing.memory === undefined ? '' : String(Math.round(timing.memory))).padStart(10),
    ];
    console.log(cells.join(''));
  }
}
