import { Attribute } from './attribute-names.ts';
import { decodeEntities } from './entities.ts';
import { cappedText, type TextLimits } from './text-collector.ts';
import type { Tag } from './xml-tag.ts';

/** Bytes kept of names: longer ones are an attack, not a test. */
const MAX_NAME = 8192;

/** The value of an attribute, decoded and at most 8192 bytes long; undefined when it is absent. */
export function attributeOf(tag: Tag, attribute: number): string | undefined {
  if (!tag.has(attribute)) return undefined;
  const text = tag.text(attribute, MAX_NAME);
  return tag.mayHoldEntities ? decodeEntities(text) : text;
}

/** The value of an attribute that may be as long as a failure's text; empty when it is absent. */
export function longAttribute(tag: Tag, attribute: number, limits: TextLimits): string {
  if (!tag.has(attribute)) return '';
  const [from, to] = [tag.valueFrom(attribute), tag.valueTo(attribute)];
  if (to - from > Math.min(limits.head, MAX_NAME)) return cappedText({ bytes: tag.bytes, from, to }, limits);
  return attributeOf(tag, attribute) ?? '';
}

/** A count such as `tests="12"`; undefined when it is absent or no whole number. */
export function countAttribute(tag: Tag, attribute: number): number | undefined {
  if (!tag.has(attribute)) return undefined;
  const value = plainNumber(tag.bytes, tag.valueFrom(attribute), tag.valueTo(attribute));
  return Number.isInteger(value) && value >= 0 ? value : undefined;
}

/**
 * The time attribute in milliseconds. Reports write seconds, some with commas between thousands;
 * negative times and words (`<<computed>>`) are no durations.
 */
export function durationMs(tag: Tag): number | undefined {
  const index = tag.has(Attribute.time) ? Attribute.time : Attribute.duration;
  if (!tag.has(index)) return undefined;
  const from = tag.valueFrom(index);
  const to = tag.valueTo(index);
  const quick = plainNumber(tag.bytes, from, to);
  if (quick >= 0) return quick * 1000;
  const text = tag.bytes
    .toString('latin1', from, Math.min(to, from + 64))
    .replaceAll(',', '')
    .trim();
  const value = text === '' ? Number.NaN : Number(text);
  return value >= 0 && value < Number.MAX_SAFE_INTEGER ? value * 1000 : undefined;
}

/** Digits with at most one point, read without making a string: every case has one. -1 for anything else. */
function plainNumber(bytes: Buffer, from: number, to: number): number {
  if (to === from || to - from > 15) return -1;
  let value = 0;
  let scale = 0;
  for (let at = from; at < to; at++) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      scale *= 10;
    } else if (digit === -2 && scale === 0) scale = 1;
    else return -1;
  }
  return scale === 0 ? value : value / scale;
}
