import { code, strong, text, type Block, type Document, type Inline } from '../model/document.ts';
import type {
  InspectedContent,
  InspectedFile,
  InspectedTest,
  InspectedTotals,
  Inspection,
  ReportStatus,
} from '../model/inspection.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import { batchGaps, inspectedBatch } from './inspected-batch.ts';
import { inspectedGroups } from './inspected-groups.ts';
import { inspectedRetries } from './inspected-retries.ts';
import { count, plural } from './numbers.ts';
import { labelled } from './labelled.ts';

const MAX_FILES = 20;
const MAX_TESTS = 20;

/** What `inspect` found, for a terminal: iterations first, then tests, causes, and the files that need a look. */
export function inspectionDocument(inspection: Inspection, content: InspectedContent): Document {
  const blocks = [
    headline(inspection, content),
    totals(inspection),
    ...inspectedBatch(content),
    ...tests(content),
    ...inspectedRetries(content),
    ...inspectedGroups(content),
    ...files(inspection),
    ...again(inspection),
    ...content.left.map((words): Block => ({ kind: 'headline', mark: 'warn', text: [text(`${words}.`)] })),
  ];
  return { topic: { kind: 'result', id: 'inspect' }, blocks };
}

/** Whether no test, or no iteration of the asked one, was executed: never a pass. */
export function hasNothingRun(
  { totals: { cases, skipped, failed, error, suiteProblems } }: Inspection,
  { batch }: Pick<InspectedContent, 'batch'>,
): boolean {
  if (batch !== undefined) return batch.counts.executed === 0;
  return cases === skipped && failed + error + suiteProblems === 0;
}

function headline(inspection: Inspection, content: InspectedContent): Block {
  const { totals: sum } = inspection;
  const { batch: found, groups } = content;
  const isNothing = hasNothingRun(inspection, content);
  const causes = groups.length === 0 ? '' : `, ${plural(groups.length, 'cause')}`;
  if (found === undefined) {
    if (isNothing) return verdict('warn', 'Nothing ran', nothing(sum.cases, 'test'));
    const failed = sum.failed + sum.error + sum.suiteProblems;
    const ran = sum.cases - sum.skipped;
    return failed > 0
      ? verdict(
          'fail',
          'Failures',
          `${count(failed)} beside ${plural(sum.passed, 'test')} that passed${causes}`,
        )
      : noFailures(sum, `${plural(ran, 'test')} ran`);
  }
  const { failed, executed, asked } = found.counts;
  if (isNothing) return verdict('warn', 'Nothing ran', nothing(asked, 'iteration'));
  const of = `${count(failed)} of ${plural(executed, 'executed iteration')} failed`;
  return failed > 0 ? verdict('fail', 'Failures', `${of}${causes}`) : noFailures(sum, of, batchGaps(found));
}

/** A pass, unless a failure may stand in what could not be read. */
function noFailures(sum: InspectedTotals, rest: string, others: readonly string[] = []): Block {
  const unread = sum.damaged + sum.refused;
  const gaps = [
    ...(unread === 0 ? [] : [`${plural(unread, 'file')} not read whole`]),
    ...(sum.lost === 0 ? [] : [`${plural(sum.lost, 'test')} lost`]),
    ...others,
  ];
  if (gaps.length === 0) return verdict('pass', 'No failures', rest);
  return verdict('warn', 'No failures seen', `${rest}, ${gaps.join(', ')}. This is not a pass.`);
}

function verdict(mark: 'pass' | 'fail' | 'warn', word: string, rest: string): Block {
  return { kind: 'headline', mark, text: [strong(word), text(`: ${rest}`)] };
}

function nothing(asked: number, noun: string): string {
  if (asked === 0) return `there is no ${noun} at all. This is not a pass.`;
  return `none of ${plural(asked, noun)} was executed. This is not a pass.`;
}

function totals({ files: all, totals: sum }: Inspection): Block {
  const parts = `${count(sum.passed)} passed + ${count(sum.failed)} failed + ${plural(sum.error, 'error')} + ${count(sum.skipped)} skipped`;
  const beside = [
    ...(sum.suiteProblems === 0 ? [] : [`${plural(sum.suiteProblems, 'problem')} of whole classes`]),
    ...(sum.flakyPassed === 0 ? [] : [`${count(sum.flakyPassed)} passed only in a framework’s retry`]),
    ...(sum.lost === 0 ? [] : [`${count(sum.lost)} lost where files broke`]),
  ];
  const rest = beside.length === 0 ? '' : `; beside them ${beside.join(', ')}`;
  const words = `${plural(all.length, 'file')}: ${plural(sum.cases, 'case')} = ${parts}${rest}`;
  return { kind: 'paragraph', text: [text(words)] };
}

/** Tests that failed or were skipped, unless there is only one in all. */
function tests({ tests: all, batch: found, found: inAll }: InspectedContent): readonly Block[] {
  const bad = all.filter(({ failed, skipped }) => failed + skipped > 0);
  if (bad.length === 0 || (all.length === 1 && found !== undefined)) return [];
  const rows = bad
    .slice(0, MAX_TESTS)
    .map((test) => [
      [text(failedCell(test))],
      [text(test.skipped === 0 ? '' : `${count(test.skipped)} skipped`)],
      nameOf(test),
    ]);
  const columns = [
    { title: '', align: 'right' as const },
    { title: '', align: 'right' as const },
    { title: '', align: 'left' as const },
  ];
  return [
    labelled('Tests', [
      text(
        `${count(bad.length)} of ${count(all.length)} failed or were skipped${cutTable(all.length, inAll)}`,
      ),
    ]),
    { kind: 'table', columns, rows },
    ...cutNote(bad.length, MAX_TESTS, 'test'),
  ];
}

/** Says that the table had no room for all tests. */
function cutTable(tabled: number, { tests: inAll, more }: InspectedContent['found']): string {
  if (inAll <= tabled) return '';
  return `; looked at ${count(tabled)} of ${more ? 'more than ' : ''}${count(inAll)} tests, the worst`;
}

function nameOf({ container, name }: InspectedTest): readonly Inline[] {
  const words = [container, name].map(plainLine).filter((part) => part !== '');
  if (words.length === 0) return [text('a test without a name')];
  return [code(shorten(words.join('#'), 200)), ...(name === '' ? [text(' as a whole')] : [])];
}

function failedCell({ failed, passed }: InspectedTest): string {
  return failed + passed === 0 ? 'never ran' : `${count(failed)} of ${count(failed + passed)} failed`;
}

/** Files that could not be read as they are, or that contradict themselves. */
function files({ files: all }: Inspection): readonly Block[] {
  const unread = all.filter(({ status }) => status !== 'ok');
  const odd = [
    ...unread,
    ...all.filter(({ status, declaredMismatch }) => status === 'ok' && declaredMismatch),
  ];
  if (odd.length === 0) return [];
  const items = odd
    .slice(0, MAX_FILES)
    .map((file) => [code(shorten(plainLine(file.path), 200)), text(`: ${noteOf(file)}`)]);
  return [
    labelled('Files', [text(`${count(odd.length)} of ${count(all.length)} need a look`)]),
    { kind: 'list', items },
    ...cutNote(odd.length, MAX_FILES, 'file'),
  ];
}

function again({ again: times = 0 }: Inspection): readonly Block[] {
  if (times === 0) return [];
  return [labelled('Twice', [text(`${plural(times, 'file')} that two paths lead to, counted once`)])];
}

const statuses: Readonly<Partial<Record<ReportStatus, string>>> = {
  'ok-lenient': 'read leniently',
  'not-junit': 'no report',
  damaged: 'damaged',
  refused: 'refused',
};

function noteOf({ status, reason, declaredMismatch }: InspectedFile): string {
  const why = reason === undefined ? [] : [plainLine(reason)];
  const contradiction = declaredMismatch ? ['its own counters contradict its content'] : [];
  return [statuses[status] ?? [], why, contradiction].flat().join(', ');
}

function cutNote(all: number, shown: number, noun: string): readonly Block[] {
  if (all <= shown) return [];
  return [{ kind: 'paragraph', text: [text(`Showing ${shown} of ${plural(all, noun)}; --json has all.`)] }];
}
