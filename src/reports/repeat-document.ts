import { code, person, strong, text, type Block, type Document, type Inline } from '../model/document.ts';
import { finding, identity, verdictMarks, verdictWords } from './headline.ts';
import { count, duration, percent, plural, withInterval } from './numbers.ts';
import type { Reason, RepeatReport } from './report.ts';
import { runStrip } from './strip.ts';
import { timesOf } from './times.ts';

const maxGroups = 20;

/** The result on the ticket: verdict first, number second, next command third, the rest folded. */
export function repeatDocument(report: RepeatReport): Document {
  const { kind } = report.verdict;
  const headline: Block = {
    kind: 'headline',
    mark: verdictMarks[kind],
    text: [text(`${partialWord(report)}${verdictWords[kind]}: ${finding(report)}`)],
  };
  return {
    topic: { kind: 'result', id: report.run.id },
    blocks: [
      headline,
      { kind: 'paragraph', text: what(report) },
      ...warnings(report),
      ...groupTable(report),
      ...nextCommands(report),
      ...firstFailure(report),
      ...brokenOutput(report),
      ...strip(report),
      sureness(report),
    ],
  };
}

function partialWord({ partial }: RepeatReport): string {
  return partial === undefined ? '' : `Stopped early (${partial}). `;
}

function what(report: RepeatReport): Inline[] {
  const { run, verdict } = report;
  const addressed = run.requestedBy === undefined ? [] : [person(run.requestedBy), text(' ')];
  const caution =
    verdict.kind === 'nothing-ran'
      ? [
          text('This is '),
          strong('not'),
          text(' a pass and '),
          strong('not'),
          text(' evidence that the test is free of failures. '),
        ]
      : [];
  const commit = run.commit === undefined ? [] : [text(' ('), code(run.commit.slice(0, 9)), text(')')];
  const lane = run.lane === undefined || run.lane === '' ? '' : `, ${run.lane}`;
  const test = run.test === '' ? [text('The command')] : [code(run.test)];
  const time = run.wallMs === undefined ? '' : `, ${duration(run.wallMs)}`;
  const place = [text(' at '), code(run.revision), ...commit, text(`${lane}, on ${run.where}${time}. `)];
  return [...addressed, ...caution, ...test, ...place, text(identity(report))];
}

function warnings({ verdict, skipReasons, lostReasons, exitCodesOnly, run }: RepeatReport): Block[] {
  const { asked, executed, skipped, lost } = verdict.counts;
  const items: Inline[][] = [];
  if (skipped > 0) {
    const tail = executed > 0 ? `; the rate counts the ${count(executed)} that ran.` : '.';
    items.push([text(`${count(skipped)} of ${count(asked)} skipped: ${reasons(skipReasons)}${tail}`)]);
  }
  if (lost > 0) items.push([text(`${count(lost)} of ${count(asked)} lost: ${reasons(lostReasons)}.`)]);
  if (exitCodesOnly) {
    items.push([text('Exit codes only, skips invisible: add '), code('junit'), text(' to the settings.')]);
  }
  if (run.note !== undefined && run.note !== '') items.push([text(`Note: ${run.note}`)]);
  return items.length === 0 ? [] : [{ kind: 'list', items }];
}

function reasons(list: readonly Reason[]): string {
  const shown = list
    .slice(0, 5)
    .map(({ words, count: number }) => (list.length === 1 ? words : `${words} (${count(number)})`));
  return list.length > 5 ? `${shown.join('; ')}; and ${list.length - 5} more reasons` : shown.join('; ');
}

function groupTable({ groups }: RepeatReport): Block[] {
  if (groups.length === 0) return [];
  const rows = groups
    .slice(0, maxGroups)
    .map(({ group, estimate }) => [
      [code(group.signature.title)],
      [text(placeOf(group))],
      [text(count(group.iterations.length))],
      [text(withInterval(estimate))],
    ]);
  const columns = [
    { title: 'Failure', align: 'left' as const },
    { title: 'Where', align: 'left' as const },
    { title: 'Runs', align: 'right' as const },
    { title: 'Rate', align: 'left' as const },
  ];
  const table: Block = { kind: 'table', columns, rows };
  if (groups.length <= maxGroups) return [table];
  return [table, { kind: 'paragraph', text: [text(`Showing ${maxGroups} of ${groups.length} causes.`)] }];
}

function placeOf(group: RepeatReport['groups'][number]['group']): string {
  const scope =
    group.scope === 'class'
      ? `${group.phase === 'call' ? 'its class' : `${group.phase} of its class`}, not the test itself`
      : 'the test';
  return group.signature.place === undefined ? scope : `${scope}, at ${group.signature.place}`;
}

function nextCommands({ next }: RepeatReport): Block[] {
  if (next.length === 0) return [];
  const [first, ...others] = next.map((command) => code(command));
  const more = others.flatMap((command) => [text(', or '), command]);
  return [
    {
      kind: 'paragraph',
      text: [strong('Next:'), text(' '), ...(first === undefined ? [] : [first]), ...more],
    },
  ];
}

function firstFailure({ groups, evidence }: RepeatReport): Block[] {
  return groups.slice(0, 3).map(({ group }, position) => {
    const first = group.iterations[0] ?? 0;
    const which = position === 0 ? 'First failing run' : 'Another cause, run';
    const summary = [text(`${which} #${first}: `), code(group.signature.title)];
    const kept = evidence === undefined ? [] : [{ kind: 'paragraph' as const, text: [text(evidence)] }];
    return { kind: 'fold', summary, blocks: [{ kind: 'code', text: group.example }, ...kept] };
  });
}

function brokenOutput({ brokenOutput: output, verdict }: RepeatReport): Block[] {
  if (output === undefined || output === '') return [];
  const summary = [text(verdict.kind === 'environment-broken' ? 'What broke' : 'What broke on the way')];
  return [{ kind: 'fold', summary, blocks: [{ kind: 'code', text: output }] }];
}

function strip({ iterations, groups }: RepeatReport): Block[] {
  if (iterations.length === 0) return [];
  const times = timesOf(iterations);
  const drawn = runStrip(
    iterations,
    groups.map(({ group }) => group),
  );
  const summary = [text(`Run strip and times${times === undefined ? '' : ` (${times})`}`)];
  return [{ kind: 'fold', summary, blocks: [{ kind: 'code', text: drawn }] }];
}

function sureness({ verdict }: RepeatReport): Block {
  const { estimate } = verdict;
  const interval =
    estimate === undefined
      ? 'Nothing was executed, so there is no rate.'
      : `${plural(estimate.failed, 'failure')} in ${plural(estimate.executed, 'executed run')}: rate ${percent(estimate.rate)}, Clopper-Pearson interval ${withInterval(estimate)}.`;
  const items = [
    [text(interval)],
    ...verdict.reasons.map((reason) => [text(`Reason: ${reason}.`)]),
    [text(`What would change it: ${verdict.wouldChange}`)],
  ];
  return { kind: 'fold', summary: [text('How sure this is')], blocks: [{ kind: 'list', items }] };
}
