/** What of an object a `tree` parameter asks for; undefined for all of it. */
export interface Tree {
  readonly fields: ReadonlyMap<string, Tree | undefined>;
  /** `{from,to}` behind a list. */
  readonly range?: readonly [number, number];
}

/** Reads Jenkins' `tree` language: `a,b[c,d[e]],f[g]{0,10}`. @throws RangeError for anything else. */
export function parseTree(text: string): Tree {
  let at = 0;
  const fields = (end: string | undefined): Map<string, Tree | undefined> => {
    const found = new Map<string, Tree | undefined>();
    for (;;) {
      const name = /^[A-Za-z_]\w*/.exec(text.slice(at))?.[0];
      if (name === undefined) throw new RangeError(`no name at ${at} of ${text}`);
      at += name.length;
      let inner: Tree | undefined;
      if (text[at] === '[') {
        at += 1;
        inner = { fields: fields(']') };
      }
      const range = /^\{(\d*),(\d*)\}/.exec(text.slice(at));
      if (range !== null) {
        at += range[0].length;
        const to = range[2] === '' ? Infinity : Number(range[2]);
        inner = { fields: inner?.fields ?? new Map(), range: [Number(range[1]), to] };
      }
      found.set(name, inner);
      const next = text[at];
      at += 1;
      if (next === end) return found;
      if (next !== ',') throw new RangeError(`unexpected ${next} at ${at - 1} of ${text}`);
    }
  };
  return { fields: fields(undefined) };
}

/** The part of a value that the tree asks for; `_class` always comes along. */
export function prune(value: unknown, tree: Tree | undefined): unknown {
  if (tree === undefined) return value;
  if (Array.isArray(value)) {
    const [from, to] = tree.range ?? [0, Infinity];
    return value.slice(from, to).map((item: unknown) => prune(item, { fields: tree.fields }));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name === '_class' || tree.fields.has(name))
      .map(([name, item]) => [name, prune(item, tree.fields.get(name))]),
  );
}
