import {
  code,
  link,
  person,
  strong,
  text,
  type Block,
  type Document,
  type Inline,
} from '../model/document.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import { groupExamples, groupsTable, largestFirst } from './failure-groups.ts';
import { headline } from './headline.ts';
import { identities } from './identities.ts';
import { machinesTable } from './machines.ts';
import { nextStep } from './next-step.ts';
import { count, duration } from './numbers.ts';
import { lostReasons, reasonsInline, skipReasons } from './reason-counts.ts';
import type { EvidencePlace, RepeatReport, RunFacts, Wording } from './repeat-report.ts';
import { runStrip } from './run-strip.ts';
import { shortestLog } from './shortest-log.ts';
import { terminalRepeat } from './next-commands.ts';
import { timesInWords, timesOf } from './times.ts';

const asTicket: Wording = { audience: 'ticket' };

/**
 * The report of a run that ended, whatever its verdict: verdict first, number second, next command third, the rest
 * folded. The same document serves every renderer.
 * @throws RangeError when the counts contradict their identities
 */
export function repeatDocument(given: RepeatReport, wording: Wording = asTicket): Document {
  const report = { ...given, groups: largestFirst(given.groups) };
  const isTicket = wording.audience === 'ticket';
  const next = nextStep(report, wording);
  const blocks = [
    headline(report),
    ...caution(report),
    isTicket ? subject(report) : subject(atTerminal(report)),
    countsLine(report),
    ...warnings(report),
    ...groupsTable(report.groups, wording.audience),
    ...brokenLog(report),
    ...(isTicket ? [next] : []),
    ...details(report, wording),
    evidence(report),
    isTicket ? locally(report) : next,
  ];
  return { topic: { kind: 'result', id: report.run.id }, blocks };
}

/** What was tested, at what, where: the same words in progress and result. */
export function subjectInline(run: RunFacts): readonly Inline[] {
  const test = run.selector === '' ? text('The command') : code(shorten(plainLine(run.selector), 500));
  const at = run.revision === undefined ? [] : [text(' at '), code(shorten(plainLine(run.revision), 200))];
  const lane = run.lane === undefined ? '' : `, ${run.lane}`;
  return [test, ...at, ...commitInline(run), text(`${lane}, on ${run.service}.`)];
}

/** Nobody is called to their own terminal, and an address in a sentence would only break it. */
function atTerminal(report: RepeatReport): RepeatReport {
  const { requestedBy: _, commitUrl: __, ...run } = report.run;
  return { ...report, run };
}

function subject(report: RepeatReport): Block {
  const { run } = report;
  const who = run.requestedBy === undefined ? [] : [person(run.requestedBy), text(' ')];
  const took = ` Took ${duration(report.wallMs)}.`;
  const note = run.note === undefined ? [] : [text(' Note: '), code(shorten(plainLine(run.note), 500))];
  return { kind: 'paragraph', text: [...who, ...subjectInline(run), text(took), ...note] };
}

function commitInline({ commit, commitUrl, revision }: RunFacts): readonly Inline[] {
  if (commit === undefined || (commit === revision && commitUrl === undefined)) return [];
  const short = commit.slice(0, 7);
  return [text(' ('), commitUrl === undefined ? code(short) : link(short, commitUrl), text(')')];
}

/** What must be said before anything else, so that a run that proved nothing is not read as a pass. */
function caution({ verdict, run }: RepeatReport): readonly Block[] {
  if (verdict.kind !== 'nothing-ran') return [];
  const of = run.revision === undefined ? [text('this test')] : [code(shorten(plainLine(run.revision), 200))];
  const words = [
    text('This is '),
    strong('not'),
    text(' a pass and '),
    strong('not'),
    text(' evidence that '),
  ];
  return [{ kind: 'paragraph', text: [...words, ...of, text(' is free of the failure.')] }];
}

function countsLine({ verdict }: RepeatReport): Block {
  const [asked, executed] = identities(verdict.counts);
  return { kind: 'paragraph', text: [text(`${asked}; ${executed}.`)] };
}

function warnings(report: RepeatReport): readonly Block[] {
  const { skipped, lost, executed, asked } = report.verdict.counts;
  const items: (readonly Inline[])[] = [];
  if (skipped > 0) {
    const share = `${count(skipped)} of ${count(asked)} skipped`;
    items.push([strong(share), text(': '), ...reasonsInline(skipReasons(report))]);
  }
  if (lost > 0) {
    items.push([
      strong(`${count(lost)} of ${count(asked)} lost`),
      text(': '),
      ...reasonsInline(lostReasons(report)),
    ]);
  }
  if (executed > 0 && executed < asked)
    items.push([text(`The rate counts the ${count(executed)} that ran.`)]);
  if (report.partial !== undefined) {
    items.push([text(`The run was ${report.partial}: this is a partial result.`)]);
  }
  if (report.exitCodesOnly) {
    items.push([text('Exit codes only, skips invisible: add '), code('--junit'), text('.')]);
  }
  return items.length === 0 ? [] : [{ kind: 'list', items }];
}

function brokenLog(report: RepeatReport): readonly Block[] {
  const { kind } = report.verdict;
  if (kind !== 'environment-broken' && kind !== 'nothing-ran') return [];
  const what = report.broken === undefined ? '' : plainLine(report.broken.what);
  const said: Block[] =
    what === ''
      ? []
      : [{ kind: 'paragraph', text: [strong('What broke:'), text(' '), code(shorten(what, 500))] }];
  const log = shortestLog(report);
  return log === undefined ? said : [...said, { kind: 'code', text: log }];
}

function details(report: RepeatReport, wording: Wording): readonly Block[] {
  const conditions = [...strip(report, wording), environment(report)];
  const why = whyAndWhatElse(report);
  if (wording.audience === 'terminal') return [...conditions, why];
  const fold = (summary: string, blocks: readonly Block[]): Block => {
    return { kind: 'fold', summary: [text(summary)], blocks };
  };
  return [
    ...groupExamples(report.groups),
    fold('Run strip, times, environment', [...conditions, ...machinesTable(report)]),
    fold('Why this verdict, and what would change it', [why]),
  ];
}

function strip(report: RepeatReport, { perRow }: Wording): readonly Block[] {
  return report.verdict.counts.executed === 0 ? [] : [{ kind: 'code', text: runStrip(report, perRow) }];
}

function environment({ run, iterations }: RepeatReport): Block {
  const times = timesOf(iterations);
  const took = times === undefined ? '' : `Times of executed runs: ${timesInWords(times)}. `;
  const overlays = run.overlays.length === 0 ? 'none' : run.overlays.map(plainLine).join(', ');
  return { kind: 'paragraph', text: [text(`${took}Overlays: ${overlays}.`)] };
}

function whyAndWhatElse({ verdict }: RepeatReport): Block {
  const reasons = verdict.reasons.map((reason) => [text(reason)]);
  return { kind: 'list', items: [...reasons, [text(`What would change this: ${verdict.wouldChange}`)]] };
}

function evidence({ evidence = [], run }: RepeatReport): Block {
  const places = evidence.flatMap((place, index) => [text(index === 0 ? ' ' : ' · '), ...placeInline(place)]);
  const words = places.length === 0 ? [text(' none kept')] : places;
  return { kind: 'paragraph', text: [strong('Evidence:'), ...words, text(' · run '), code(run.id)] };
}

function placeInline({ label, at }: EvidencePlace): readonly Inline[] {
  return at.includes('://') ? [link(label, at)] : [text(`${plainLine(label)} `), code(plainLine(at))];
}

function locally({ run, verdict }: RepeatReport): Block {
  const command = code(terminalRepeat(run, Math.max(1, verdict.counts.asked)));
  return { kind: 'paragraph', text: [text('On your machine: '), command] };
}
