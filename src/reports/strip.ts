import type { Iteration } from '../model/iteration.ts';
import type { FailureGroup } from '../model/signature.ts';

/** The signs of a strip; the plain set is for places without Unicode. */
export interface Glyphs {
  readonly passed: string;
  readonly skipped: string;
  readonly lost: string;
  /** Asked, but no iteration came back. */
  readonly missing: string;
  /** One per cause, most frequent first; the last one stands for all further causes. */
  readonly causes: readonly string[];
}

export const unicodeGlyphs: Glyphs = {
  passed: '·',
  skipped: '○',
  lost: '?',
  missing: ' ',
  causes: ['✗', 's', 'd', 'f', 'g', 'h', 'x'],
};

export const plainGlyphs: Glyphs = {
  passed: '.',
  skipped: 'o',
  lost: '?',
  missing: ' ',
  causes: ['x', 's', 'd', 'f', 'g', 'h', 'z'],
};

const perRow = 100;

/** One sign per iteration in rows of a hundred, with labels and a legend: when and how often, at a glance. */
export function runStrip(
  iterations: readonly Iteration[],
  groups: readonly FailureGroup[],
  glyphs: Glyphs = unicodeGlyphs,
): string {
  const last = iterations.at(-1)?.index ?? 0;
  const signs = signsOf(iterations, groups, glyphs);
  const rows: string[] = [];
  for (let first = 1; first <= last; first += perRow) {
    const to = Math.min(first + perRow - 1, last);
    const cells = Array.from({ length: to - first + 1 }, (_, at) => signs.get(first + at) ?? glyphs.missing);
    rows.push(`${`runs ${first}–${to}`.padEnd(14)}${cells.join('')}`.trimEnd());
  }
  return [...rows, legend(iterations, groups, glyphs)].join('\n');
}

/** The sign of each iteration by its index. */
export function signsOf(
  iterations: readonly Iteration[],
  groups: readonly FailureGroup[],
  glyphs: Glyphs,
): Map<number, string> {
  const signs = new Map(iterations.map((iteration) => [iteration.index, signOf(iteration, glyphs)]));
  for (const [position, group] of groups.entries()) {
    for (const index of group.iterations) signs.set(index, causeSign(position, glyphs));
  }
  return signs;
}

function signOf(iteration: Iteration, glyphs: Glyphs): string {
  return iteration.outcome === 'failed' ? causeSign(0, glyphs) : glyphs[iteration.outcome];
}

function causeSign(position: number, glyphs: Glyphs): string {
  return glyphs.causes[Math.min(position, glyphs.causes.length - 1)] ?? 'x';
}

function legend(iterations: readonly Iteration[], groups: readonly FailureGroup[], glyphs: Glyphs): string {
  const causes = groups.map(
    (group, position) =>
      `${causeSign(position, glyphs)} ${shortName(group.signature.title)} (${group.iterations.length})`,
  );
  const plain = (['passed', 'skipped', 'lost'] as const).flatMap((outcome) => {
    const number = iterations.filter((iteration) => iteration.outcome === outcome).length;
    return number === 0 ? [] : [`${glyphs[outcome]} ${outcome} (${number})`];
  });
  return [...causes, ...plain].join('  ');
}

function shortName(title: string): string {
  const name = title.split(':')[0] ?? title;
  return name.length > 40 ? `${name.slice(0, 39)}…` : name;
}
