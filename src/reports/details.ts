import { code, link, strong, text, type Block, type Inline } from '../model/document.ts';
import { plainLine } from '../model/plain-text.ts';
import { adviceDetails } from './advice.ts';
import { groupExamples } from './failure-groups.ts';
import { machinesTable } from './machines.ts';
import type { EvidencePlace, RepeatReport, Wording } from './repeat-report.ts';
import { runStrip } from './run-strip.ts';
import { skipDiffBlocks } from './skip-diff.ts';
import { timesInWords, timesOf } from './times.ts';

/** What is not needed at once: folded in a comment; on a screen only what fits there. */
export function details(report: RepeatReport, wording: Wording): readonly Block[] {
  const conditions = [...strip(report, wording), environment(report)];
  const why = whyAndWhatElse(report);
  const changed = skipDiffBlocks(report.run, wording.audience);
  if (wording.audience === 'terminal') return [...conditions, ...changed, ...why];
  return [
    ...groupExamples(report.groups),
    fold('Run strip, times, environment', [...conditions, ...machinesTable(report)]),
    ...changed,
    fold('Why this verdict, and what would change it', why),
  ];
}

/** Where the copies lie, and the run they belong to. */
export function evidenceBlock({ evidence = [], run }: RepeatReport): Block {
  return evidencePlaces(evidence, run.id);
}

/** The same for any kind of run. */
export function evidencePlaces(evidence: readonly EvidencePlace[], run: string): Block {
  const parts = [...evidence.map(placeInline), [text('run '), code(run)]];
  const line = parts.flatMap((part, index) => [text(index === 0 ? ' ' : ' · '), ...part]);
  return { kind: 'paragraph', text: [strong('Evidence:'), ...line] };
}

function strip(report: RepeatReport, { perRow }: Wording): readonly Block[] {
  const { asked, executed } = report.verdict.counts;
  return executed === 0 || asked < 2 ? [] : [{ kind: 'code', text: runStrip(report, perRow) }];
}

function environment({ run, iterations }: RepeatReport): Block {
  const times = timesOf(iterations);
  const took = times === undefined ? '' : `Times of executed runs: ${timesInWords(times)}. `;
  const overlays = run.overlays.map(plainLine).join(', ');
  return { kind: 'paragraph', text: [text(`${took}Overlays: ${overlays === '' ? 'none' : overlays}.`)] };
}

function whyAndWhatElse({ verdict, advice }: RepeatReport): readonly Block[] {
  const labelled = (label: string, words: string): Block => {
    return { kind: 'paragraph', text: [strong(`${label}:`), text(` ${words}`)] };
  };
  const reasons = verdict.reasons.length === 0 ? [] : [labelled('Why', verdict.reasons.join('; '))];
  return [...reasons, labelled('What would change it', verdict.wouldChange), ...adviceDetails(advice)];
}

function fold(summary: string, blocks: readonly Block[]): Block {
  return { kind: 'fold', summary: [text(summary)], blocks };
}

function placeInline({ label, at }: EvidencePlace): readonly Inline[] {
  return at.includes('://') ? [link(label, at)] : [text(`${plainLine(label)} `), code(plainLine(at))];
}
