import { isDeepStrictEqual } from 'node:util';

/** Words, clocks, and what people may say of a cause later: they are in a report, and no numbers of it. */
const leftOut = new Set([
  'wallMs',
  'advice',
  'knownIssue',
  'copies',
  'partial',
  'reasons',
  'wouldChange',
  // Iterations one by one: they are compared with the evidence themselves.
  'runs',
]);

/** The numbers of a report for programs that follow from evidence alone. Pure. */
export function postedNumbers(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data, (key, value: unknown) => (leftOut.has(key) ? undefined : value)));
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
