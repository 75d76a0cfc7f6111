/** The attributes the reader asks for, as numbers; `other` is every name not listed. */
export const Attribute = {
  other: 0,
  name: 1,
  classname: 2,
  class: 3,
  file: 4,
  time: 5,
  duration: 6,
  status: 7,
  result: 8,
  type: 9,
  message: 10,
  tests: 11,
  failures: 12,
  errors: 13,
  skipped: 14,
  skip: 15,
  disabled: 16,
  ignored: 17,
} as const;

interface Known {
  readonly bytes: Buffer;
  readonly attribute: number;
}

/** The known names by length and first letter: at most two share both. */
const byKey = new Map<number, Known[]>();
for (const [name, attribute] of Object.entries(Attribute)) {
  const key = keyOf(name.length, name.charCodeAt(0));
  if (attribute > 0) byKey.set(key, [...(byKey.get(key) ?? []), { bytes: Buffer.from(name), attribute }]);
}
/** The same as an array, which is quicker to look into. */
const lookup: readonly (readonly Known[] | undefined)[] = Array.from({ length: 16 * 32 }, (_, key) =>
  byKey.get(key),
);

function keyOf(length: number, first: number): number {
  return length * 32 + (first & 31);
}

/** Which attribute's name stands at `from` up to `to`; `other` if none of them does. */
export function attributeAt(bytes: Buffer, from: number, to: number): number {
  const length = to - from;
  const candidates = length < 16 ? lookup[keyOf(length, bytes[from] ?? 0)] : undefined;
  if (candidates === undefined) return Attribute.other;
  for (const { bytes: name, attribute } of candidates) {
    let at = 0;
    while (at < length && bytes[from + at] === name[at]) at++;
    if (at === length) return attribute;
  }
  return Attribute.other;
}
