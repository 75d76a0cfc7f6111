import { decodeEntities } from './entities.ts';
import type { Tag } from './xml-tag.ts';

/** The attributes the reader asks for, as bytes to compare. */
const names = {
  name: Buffer.from('name'),
  classname: Buffer.from('classname'),
  class: Buffer.from('class'),
  file: Buffer.from('file'),
  time: Buffer.from('time'),
  duration: Buffer.from('duration'),
  status: Buffer.from('status'),
  result: Buffer.from('result'),
  type: Buffer.from('type'),
  message: Buffer.from('message'),
  tests: Buffer.from('tests'),
  failures: Buffer.from('failures'),
  errors: Buffer.from('errors'),
  skipped: Buffer.from('skipped'),
  skip: Buffer.from('skip'),
  disabled: Buffer.from('disabled'),
  ignored: Buffer.from('ignored'),
} as const;

export type AttributeName = keyof typeof names;

/** Characters kept of names: longer ones are an attack, not a test. */
const MAX_NAME = 8192;

/** The value of an attribute, decoded and at most 8192 characters long; undefined when it is absent. */
export function attribute(tag: Tag, name: AttributeName): string | undefined {
  const index = tag.find(names[name]);
  if (index < 0) return undefined;
  const from = tag.valueFrom(index);
  return decodeEntities(tag.bytes.toString('utf8', from, Math.min(tag.valueTo(index), from + MAX_NAME)));
}

/** The value of an attribute in full length. */
export function longAttribute(tag: Tag, name: AttributeName): string {
  const index = tag.find(names[name]);
  return index < 0
    ? ''
    : decodeEntities(tag.bytes.toString('utf8', tag.valueFrom(index), tag.valueTo(index)));
}

/** A count such as `tests="12"`; undefined when it is absent or no whole number. */
export function countAttribute(tag: Tag, name: AttributeName): number | undefined {
  const value = attribute(tag, name);
  return value !== undefined && /^\s*\d{1,15}\s*$/.test(value) ? Number(value) : undefined;
}

/**
 * The time attribute in milliseconds. Reports write seconds, some with commas between thousands;
 * negative times and words (`<<computed>>`) are no durations.
 */
export function durationMs(tag: Tag): number | undefined {
  let index = tag.find(names.time);
  if (index < 0) index = tag.find(names.duration);
  if (index < 0) return undefined;
  const from = tag.valueFrom(index);
  const to = tag.valueTo(index);
  const quick = seconds(tag.bytes, from, to);
  if (quick >= 0) return quick * 1000;
  const text = tag.bytes
    .toString('latin1', from, Math.min(to, from + 64))
    .replaceAll(',', '')
    .trim();
  const value = text === '' ? Number.NaN : Number(text);
  return value >= 0 && value < Number.MAX_SAFE_INTEGER ? value * 1000 : undefined;
}

/** Digits with at most one point, read without making a string: every case has one. -1 for anything else. */
function seconds(bytes: Buffer, from: number, to: number): number {
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
