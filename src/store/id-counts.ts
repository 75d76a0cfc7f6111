/** Test numbers with how often each, packed: about a byte and a half a test in a build of thousands. */
export function packCounts(counts: ReadonlyMap<number, number>): Uint8Array {
  const bytes: number[] = [];
  let before = 0;
  for (const [id, count] of [...counts].toSorted(([a], [b]) => a - b)) {
    if (count <= 0) continue;
    // The distance from the id before; its lowest bit says whether a count other than one follows.
    put(bytes, (id - before) * 2 + Number(count !== 1));
    if (count !== 1) put(bytes, count);
    before = id;
  }
  return Uint8Array.from(bytes);
}

/** Hears of each test of a packed list. @throws RangeError when the list ends within a number. */
export function eachCount(bytes: Uint8Array, hear: (id: number, count: number) => void): void {
  const place = { at: 0 };
  let id = 0;
  while (place.at < bytes.length) {
    const head = take(bytes, place);
    id += Math.floor(head / 2);
    hear(id, head % 2 === 0 ? 1 : take(bytes, place));
  }
}

/** Seven bits a byte, lowest first; the eighth says that more follow. */
function put(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

function take(bytes: Uint8Array, place: { at: number }): number {
  let value = 0;
  let scale = 1;
  for (;;) {
    const byte = bytes[place.at++];
    if (byte === undefined) throw new RangeError('a packed list ends within a number');
    value += (byte % 128) * scale;
    if (byte < 128) return value;
    scale *= 128;
  }
}
