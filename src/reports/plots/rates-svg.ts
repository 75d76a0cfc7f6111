import { shorten, plainLine } from '../../model/plain-text.ts';
import { axisEnd, type PlottedRate } from '../interval-plot.ts';
import { count, percent, percentNumber } from '../numbers.ts';

/** Colours as SVG takes them: names, hexadecimal numbers, or `var(--ink)` on a page. */
export interface PlotColours {
  readonly paper: string;
  readonly ink: string;
  readonly faint: string;
  readonly mark: string;
}

/** For a picture that is looked at by itself. */
export const onWhite: PlotColours = { paper: '#ffffff', ink: '#1f2328', faint: '#8c959f', mark: '#0550ae' };

const width = 640;
const labelWidth = 250;
const countWidth = 90;
const rowHeight = 26;
const top = 34;
const longestLabel = 24;
const longestReason = 50;
const mostRows = 24;

/** Rates with their 95 % intervals on one axis: a drawing without scripts, whose every text is escaped. */
export function ratesSvg(
  title: string,
  given: readonly PlottedRate[],
  colours: PlotColours = onWhite,
): string {
  const rates = given.slice(0, mostRows);
  const end = axisEnd(rates);
  const height = top + rates.length * rowHeight + 40;
  const rows = rates.map((rate, at) => row(rate, { y: top + at * rowHeight + rowHeight / 2, end, colours }));
  const marks = [0, end / 2, end].map((value) => tick(value, { end, height, colours }));
  const key = `<text x="${width - 10}" y="${height - 6}" text-anchor="end" font-size="11" fill="${colours.faint}">dot: failed / executed, line: its 95 % interval</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="DejaVu Sans, sans-serif">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${colours.paper}"/>`,
    `<text x="10" y="20" font-size="14" font-weight="bold" fill="${colours.ink}">${escaped(shorten(plainLine(title), 70))}</text>`,
    ...marks,
    ...rows,
    key,
    '</svg>',
  ].join('\n');
}

interface Place {
  readonly y: number;
  readonly end: number;
  readonly colours: PlotColours;
}

function row({ label, name, estimate, without = '' }: PlottedRate, { y, end, colours }: Place): string {
  const words = [shorten(plainLine(label), longestLabel), name].filter((one) => one !== '').join(' ');
  const at = `y="${y + 4}" font-size="12" fill="${colours.ink}"`;
  const start = `<text x="${labelWidth - 10}" ${at} text-anchor="end">${escaped(words)}</text>`;
  if (estimate === undefined) {
    const why = without === '' ? 'nothing ran' : shorten(plainLine(without), longestReason);
    return `${start}<text x="${labelWidth + 6}" ${at}>${escaped(why)}</text>`;
  }
  const [low, high, dot] = [estimate.low, Math.min(estimate.high, end), estimate.rate].map((value) =>
    xOf(value, end),
  );
  const line = `<line x1="${low}" y1="${y}" x2="${high}" y2="${y}" stroke="${colours.mark}" stroke-width="2"/>`;
  const ends = [low, high]
    .map(
      (x) =>
        `<line x1="${x}" y1="${y - 5}" x2="${x}" y2="${y + 5}" stroke="${colours.mark}" stroke-width="2"/>`,
    )
    .join('');
  const rate = `<circle cx="${dot}" cy="${y}" r="4.5" fill="${colours.mark}"/>`;
  const counts = `<text x="${width - 10}" ${at} text-anchor="end">${count(estimate.failed)} / ${count(estimate.executed)}</text>`;
  return `<g><title>${escaped(`${words}: ${percent(estimate.rate)}`)}</title>${start}${line}${ends}${rate}${counts}</g>`;
}

function tick(
  value: number,
  { end, height, colours }: Omit<Place, 'y'> & { readonly height: number },
): string {
  const x = xOf(value, end);
  const bottom = height - 36;
  return [
    `<line x1="${x}" y1="${top}" x2="${x}" y2="${bottom}" stroke="${colours.faint}" stroke-width="1" stroke-dasharray="2 3"/>`,
    `<text x="${x}" y="${bottom + 14}" font-size="11" text-anchor="middle" fill="${colours.faint}">${percentNumber(value)} %</text>`,
  ].join('');
}

function xOf(value: number, end: number): number {
  const room = width - labelWidth - countWidth - 10;
  return Math.round((labelWidth + (value / end) * room) * 10) / 10;
}

/** As XML and HTML both read it. */
function escaped(text: string): string {
  return plainLine(text)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"']/g, (mark) => `&#${mark.codePointAt(0) ?? 0};`);
}
