import { code, link, strong, text, type Block, type Document, type Inline } from '../model/document.ts';
import type { Counts } from '../model/iteration.ts';
import { count, duration } from './numbers.ts';

/** A run on its way. Counts are of what came back so far: its lost ones are lost for good. */
export interface Progress {
  readonly runId: string;
  readonly test: string;
  readonly revision: string;
  readonly commit?: string;
  readonly where: string;
  readonly asked: number;
  readonly counts: Omit<Counts, 'asked'>;
  /** Since the first iteration started. */
  readonly elapsedMs: number;
  /** `14:02 UTC`. */
  readonly updatedAt: string;
  readonly liveUrl?: string;
  /** Other commands are offered under this word. */
  readonly commandWord: string;
}

const barCells = 20;

/** The one comment that is edited while a run goes on. */
export function progressDocument(progress: Progress): Document {
  const { runId, test, revision, commit, where } = progress;
  const commits = commit === undefined ? [] : [text(' ('), code(commit.slice(0, 9)), text(')')];
  const place = [code(test), text(' at '), code(revision), ...commits, text(`, on ${where}.`)];
  return {
    topic: { kind: 'progress', id: runId },
    blocks: [
      { kind: 'headline', mark: 'wait', text: headline(progress) },
      { kind: 'paragraph', text: place },
      table(progress),
      { kind: 'paragraph', text: footer(progress) },
    ],
  };
}

function headline(progress: Progress): Inline[] {
  const { runId, asked, counts } = progress;
  return [
    strong(`Repeat run ${runId}:`),
    text(` ${count(counts.executed)} of ${count(asked)} executed, `),
    strong(`${count(counts.failed)} failed`),
    text(`, ${count(counts.skipped)} skipped${remaining(progress, doneOf(counts))}`),
  ];
}

function table({ asked, counts }: Progress): Block {
  const right = (title: string) => ({ title, align: 'right' as const });
  const numbers = [counts.failed, counts.skipped, counts.lost].map((value) => [text(count(value))]);
  return {
    kind: 'table',
    columns: [...['Executed', 'Failed', 'Skipped', 'Lost'].map(right), { title: 'Done', align: 'left' }],
    rows: [
      [[text(`${count(counts.executed)} / ${count(asked)}`)], ...numbers, [code(bar(doneOf(counts), asked))]],
    ],
  };
}

function footer({ runId, liveUrl, commandWord, updatedAt }: Progress): Inline[] {
  const live = liveUrl === undefined ? [] : [link('Live view', liveUrl), text(' · ')];
  return [
    ...live,
    text('stop with '),
    code(`/${commandWord} cancel ${runId}`),
    text(` · updated ${updatedAt}`),
  ];
}

function doneOf(counts: Progress['counts']): number {
  return counts.executed + counts.skipped + counts.lost;
}

/** `█████░░░░░`: how much is done. */
export function bar(done: number, asked: number, cells = barCells): string {
  const full = asked === 0 ? 0 : Math.min(cells, Math.floor((done / asked) * cells));
  return '█'.repeat(full) + '░'.repeat(cells - full);
}

/** Milliseconds until the end at the pace so far; nothing to say before the first iteration is done. */
export function remainingMs(elapsedMs: number, done: number, asked: number): number | undefined {
  return done === 0 || done >= asked ? undefined : (elapsedMs / done) * (asked - done);
}

function remaining({ elapsedMs, asked }: Progress, done: number): string {
  const left = remainingMs(elapsedMs, done, asked);
  return left === undefined ? '' : `, about ${duration(left)} left`;
}
