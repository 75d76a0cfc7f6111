import { code, link, strong, text, type Block, type Document, type Inline } from '../model/document.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import type { QuestionName } from '../model/question.ts';
import { count, duration } from './numbers.ts';
import { subjectInline, whyInline } from './subject.ts';
import { stillToCome, type CountsSoFar, type RunProgress } from './run-progress.ts';

const BAR = 20;

/** The comment that acknowledges a run and is edited while it goes on. */
export function progressDocument(progress: RunProgress): Document {
  const { run, counts } = progress;
  const blocks: Block[] = [
    { kind: 'headline', mark: 'wait', text: progressLine(progress) },
    { kind: 'paragraph', text: [...subjectInline(run), ...whyInline(run)] },
    countsTable(progress),
    { kind: 'paragraph', text: [text(identitiesSoFar(counts))] },
    { kind: 'paragraph', text: footer(progress) },
  ];
  return { topic: { kind: 'progress', id: run.id }, blocks };
}

/** A bar of full and empty blocks, `width` characters long; full only when everything came back. */
export function bar(done: number, all: number, width: number): string {
  const full = all <= 0 ? 0 : Math.min(width, Math.floor((done / all) * width));
  return '█'.repeat(full) + '░'.repeat(width - full);
}

/** "about 38 min left", rounded to what one can mean; undefined when nobody knows. */
export function timeLeft(etaMs: number | undefined): string | undefined {
  if (etaMs === undefined) return undefined;
  if (etaMs < 60_000) return 'less than a minute left';
  const minutes = Math.ceil(etaMs / 60_000);
  return minutes < 120 ? `about ${minutes} min left` : `about ${duration(minutes * 60_000)} left`;
}

const names: Readonly<Record<QuestionName, string>> = {
  decide: 'Repeat run',
  compare: 'Comparison',
  isolate: 'Isolation',
  bisect: 'Bisection',
};

function progressLine({ run, counts, etaMs, question }: RunProgress): readonly Inline[] {
  const left = timeLeft(etaMs);
  const tail = `, ${count(counts.skipped)} skipped, ${count(counts.lost)} lost${left === undefined ? '' : `, ${left}`}`;
  return [
    strong(question === undefined ? 'Repeat run' : names[question]),
    text(' '),
    code(run.id),
    text(`: ${executedOf({ counts, question })} executed, `),
    strong(`${count(counts.failed)} failed`),
    text(tail),
  ];
}

/** A question takes as many runs as it takes: "of how many" would be a guess. */
function executedOf({
  counts,
  question,
}: {
  counts: CountsSoFar;
  question: QuestionName | undefined;
}): string {
  const of = question === undefined ? ` of ${count(counts.asked)}` : '';
  return `${count(counts.executed)}${of}`;
}

function countsTable({ run, counts, lanes, question }: RunProgress): Block {
  const rows = lanes ?? [{ lane: run.lane ?? '', counts }];
  const hasNames = rows.some(({ lane }) => lane !== '');
  const right = (title: string) => ({ title, align: 'right' as const });
  const left = (title: string) => ({ title, align: 'left' as const });
  const columns = [...['Executed', 'Failed', 'Skipped', 'Lost'].map(right), left('Done')];
  return {
    kind: 'table',
    columns: hasNames ? [left(question === undefined ? 'Lane' : 'Side'), ...columns] : columns,
    rows: rows.map((row) => [
      ...(hasNames ? [[text(shorten(plainLine(row.lane), 80))]] : []),
      ...numbers(row.counts),
    ]),
  };
}

function numbers(counts: CountsSoFar): readonly (readonly Inline[])[] {
  const { asked, executed, failed, skipped, lost } = counts;
  const done = asked - stillToCome(counts);
  return [
    [text(`${count(executed)} / ${count(asked)}`)],
    ...[failed, skipped, lost].map((value) => [text(count(value))]),
    [code(bar(done, asked, BAR))],
  ];
}

function identitiesSoFar(counts: CountsSoFar): string {
  const { asked, executed, passed, failed, skipped, lost } = counts;
  const parts = [`${count(executed)} executed`, `${count(skipped)} skipped`, `${count(lost)} lost`];
  const sum = [...parts, `${count(stillToCome(counts))} still to come`].join(' + ');
  return `${count(asked)} asked = ${sum}; ${count(executed)} executed = ${count(passed)} passed + ${count(failed)} failed.`;
}

function footer({ run, liveUrl, updatedAt, commandWord = 'retrial' }: RunProgress): readonly Inline[] {
  const live = liveUrl === undefined ? [text('Stop')] : [link('Live view', liveUrl), text(' · stop')];
  const updated = ` · updated ${updatedAt.slice(11, 16)} UTC`;
  return [...live, text(' with '), code(`/${commandWord} cancel ${run.id}`), text(updated)];
}
