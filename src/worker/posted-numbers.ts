import { isDeepStrictEqual } from 'node:util';

/**
 * Words, clocks, and what people may say of a cause later, by their place in reports for programs: they are in a report, and
 * no numbers of it. Elsewhere the same names are numbers.
 */
const leftOut = new Set([
  'wallMs',
  'spent',
  'advice',
  'partial',
  'reasons',
  'wouldChange',
  // Iterations one by one: they are compared with the evidence themselves.
  'runs',
  'signatures[].knownIssue',
]);

/** The numbers of a report for programs that follow from evidence alone. Pure. */
export function postedNumbers(data: unknown): unknown {
  return data === undefined ? undefined : numbersIn(JSON.parse(JSON.stringify(data)), '');
}

function numbersIn(value: unknown, path: string): unknown {
  if (Array.isArray(value)) return value.map((one) => numbersIn(one, `${path}[]`));
  if (!isTree(value)) return value;
  const placed = Object.entries(value).map(([name, one]) => {
    return { name, one, place: path === '' ? name : `${path}.${name}` };
  });
  const kept = placed.filter(({ place }) => !leftOut.has(place));
  return Object.fromEntries(kept.map(({ name, one, place }) => [name, numbersIn(one, place)]));
}

/** Enough to see what is wrong. */
const mostShown = 20;

/** Where numbers are not those that were posted; what only a newer version has says nothing. Pure. */
export function numbersThatDiffer(posted: unknown, again: unknown): readonly string[] {
  const found = differing(posted, again, '');
  const shown = found.slice(0, mostShown);
  return found.length > shown.length
    ? [...shown, `${found.length - shown.length} more numbers differ`]
    : shown;
}

function differing(posted: unknown, again: unknown, path: string): readonly string[] {
  if (isDeepStrictEqual(posted, again)) return [];
  if (!isTree(posted) || !isTree(again) || Array.isArray(posted) !== Array.isArray(again))
    return [
      `${path === '' ? 'it' : path} is ${shown(posted)} in its report, and ${shown(again)} by the evidence`,
    ];
  const names = new Set(Object.keys(posted));
  const more = Array.isArray(posted) ? Object.keys(again).filter((name) => !names.has(name)) : [];
  return [...names, ...more].flatMap((name) => {
    const place = Array.isArray(posted) ? `${path}[${name}]` : `${path === '' ? '' : `${path}.`}${name}`;
    return differing(Reflect.get(posted, name), Reflect.get(again, name), place);
  });
}

function isTree(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 100);
}
