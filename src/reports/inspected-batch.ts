import { countedOddly } from '../model/counted-oddly.ts';
import { code, text, type Block } from '../model/document.ts';
import type { InspectedBatch, InspectedContent, PathContradiction } from '../model/inspection.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import { cutShortWords } from './counted-oddly.ts';
import { identitiesOnScreen } from './identities.ts';
import { labelled } from './labelled.ts';
import { count, plural } from './numbers.ts';
import { reasonsInline, reasonsOf } from './reason-counts.ts';

/** The iterations that reports stand for: how many, of which test, how told apart, and what speaks against them. */
export function inspectedBatch({ batch: found }: Pick<InspectedContent, 'batch'>): readonly Block[] {
  if (found === undefined) return [];
  const { counts, iterations, layout, selector } = found;
  const of =
    selector === '' ? text('every test of an iteration counts') : code(shorten(plainLine(selector), 200));
  const blocks: Block[] = [
    labelled('Iterations', [text(identitiesOnScreen(counts))]),
    ...asked(found),
    labelled('Test', [of]),
    labelled('Layout', [text(layout)]),
  ];
  for (const outcome of ['skipped', 'lost'] as const) {
    const reasons = reasonsOf(iterations.filter((iteration) => iteration.outcome === outcome));
    if (reasons.length > 0)
      blocks.push(labelled(outcome === 'lost' ? 'Lost' : 'Skipped', reasonsInline(reasons)));
  }
  return [
    ...blocks,
    ...cutShort(found),
    ...surplus(found),
    ...others(found),
    ...unplaced(found),
    ...contradictions(found),
  ];
}

/** What stands between a batch without failures and a pass, in words. */
export function batchGaps({ unplaced: { failing }, contradictions: all }: InspectedBatch): readonly string[] {
  const marked = all.filter((one) => one.marked === 'failed').length;
  return [
    ...(failing === 0 ? [] : [`${plural(failing, 'report')} with failures outside the layout`]),
    ...(marked === 0 ? [] : [`${plural(marked, 'iteration')} marked failed by path`]),
  ];
}

function asked({ isAskedTold, counts }: InspectedBatch): readonly Block[] {
  if (isAskedTold) return [];
  const words = `nobody says how many; ${count(counts.asked)} came back. With --asked N the rest counts as lost`;
  return [labelled('Asked', [text(words)])];
}

function cutShort({ iterations }: InspectedBatch): readonly Block[] {
  const words = cutShortWords(countedOddly(iterations).cutShort);
  return words.map((word) => labelled('Cut short', [text(word)]));
}

function surplus({ surplus: more }: InspectedBatch): readonly Block[] {
  if (more === 0) return [];
  return [labelled('Surplus', [text(`${plural(more, 'iteration')} that nobody asked for, not counted`)])];
}

function others({ others: machines }: InspectedBatch): readonly Block[] {
  if (machines === 0) return [];
  const words = `${plural(machines, 'folder')} of reports with other tests only, not counted`;
  return [labelled('Elsewhere', [text(words)])];
}

function unplaced({ unplaced: { reports, failing } }: InspectedBatch): readonly Block[] {
  if (reports === 0) return [];
  const failures = failing === 0 ? '' : `, ${count(failing)} of them with failures: does it leave them out?`;
  const words = `${plural(reports, 'report')} ${reports === 1 ? 'has' : 'have'} no place in this layout${failures}`;
  return [labelled('Outside', [text(words)])];
}

function contradictions({ contradictions: all }: InspectedBatch): readonly Block[] {
  return (['failed', 'passed'] as const).flatMap((marked) => {
    const found = all.filter((one) => one.marked === marked);
    return found[0] === undefined ? [] : [contradiction(found[0], found.length)];
  });
}

function contradiction({ marked, path }: PathContradiction, times: number): Block {
  const but = marked === 'failed' ? 'no failure stands in the reports' : 'the reports hold failures';
  const words = `${plural(times, 'iteration')} marked ${marked} by path, but ${but}; what the reports say counts. First: `;
  return labelled('Contradiction', [text(words), code(shorten(plainLine(path), 240))]);
}
