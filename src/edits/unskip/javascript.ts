import { UserError } from '../../model/errors.ts';
import { quoted } from '../../model/plain-text.ts';
import { cutElement } from '../cuts.ts';
import type { Language, Node } from '../syntax.ts';
import { isTitled, shownTitle, testCallsIn, type TestCall } from './javascript-calls.ts';
import { notHere, type FoundSkip, type Skip, type SkipFinder, type TestName } from './skip.ts';

/** Skips of jest, vitest, mocha and node:test in JavaScript, JSX too. */
export const javascript = finderFor('JavaScript', ['.js', '.mjs', '.cjs', '.jsx']);
/** The same in TypeScript. */
export const typescript = finderFor('TypeScript', ['.ts', '.mts', '.cts']);
/** The same in TypeScript with JSX, which reads `<T>x` otherwise. */
export const tsx = finderFor('Tsx', ['.tsx']);

function finderFor(language: Language, extensions: readonly string[]): SkipFinder {
  return {
    name: language.toLowerCase(),
    extensions,
    language,
    find({ root, text }, test) {
      if (test.member === undefined && test.containers.length === 0) return [];
      const call = callOf(testCallsIn(root), test);
      return [call, ...call.around].flatMap((each) => skipsOf(each, text));
    },
    all({ root, text }) {
      return testCallsIn(root).flatMap((call) => {
        const [title, ...around] = [call, ...call.around.toReversed()].map((each) => shownTitle(each.title));
        const containers = around.toReversed();
        const test = call.isGroup
          ? { containers: [...containers, title ?? ''] }
          : { containers, member: title ?? '' };
        return skipsOf(call, text).map((found) => ({ test, found }));
      });
    },
  };
}

/**
 * The call that declares a test or a group.
 * @throws UserError E-UNSKIP when there is none, or several.
 */
export function callOf(calls: readonly TestCall[], { containers, member }: TestName): TestCall {
  const names = member === undefined ? containers : [...containers, member];
  const exact = calls.filter((call) => isCalled(call, names, (title, name) => shownTitle(title) === name));
  const found = exact.length > 0 ? exact : calls.filter((call) => isCalled(call, names, isTitled));
  const [first] = found;
  const asked = quoted(names.join(' > '));
  if (first === undefined) {
    const present = calls.filter((call) => !call.isGroup).map((call) => shownTitle(call.title));
    throw notHere(`${asked} is not declared in this file.`, present);
  }
  if (found.length === 1) return first;
  const places = found.slice(0, 5).map((call) => {
    const path = [...call.around, call].map((each) => shownTitle(each.title)).join(' > ');
    return `${quoted(path)} (line ${call.node.range().start.line + 1})`;
  });
  const more = found.length > places.length ? ` and ${found.length - places.length} more` : '';
  const which = `${places.join(', ')}${more}`;
  throw new UserError('E-UNSKIP', `${asked} is ${found.length} tests of this file: ${which}.`);
}

/** By the titles from the inside out as far as they are given, or by all of them in one, as jest and mocha write. */
function isCalled(
  call: TestCall,
  names: readonly string[],
  matches: (title: TestCall['title'], name: string) => boolean,
): boolean {
  const path = [...call.around, call].map((each) => each.title);
  if (names.every((name, index) => matches(path.at(index - names.length) ?? [], name))) {
    return names.length <= path.length;
  }
  // A title that holds the mark itself came in more names than there are titles.
  const whole = names.join(' > ');
  if (path.some((_, at) => shownTitle(joined(path.slice(at), ' > ')) === whole)) return true;
  return names.length === 1 && path.length > 1 && matches(joined(path, ' '), names[0] ?? '');
}

function joined(path: readonly TestCall['title'][], mark: string): TestCall['title'] {
  const pieces: string[] = [];
  for (const [first = '', ...rest] of path) {
    const before = pieces.pop();
    pieces.push(before === undefined ? first : `${before}${mark}${first}`, ...rest);
  }
  return pieces;
}

const crossed = /^x(?:it|test|specify|describe|context)$/;
const conditional = new Set(['skipIf', 'runIf']);

/** What switches off exactly this test or group. */
export function skipsOf(call: TestCall, source: string): readonly FoundSkip[] {
  const on = call.isGroup ? 'class' : 'test';
  return [...call.words.flatMap((word) => skipInWord(word, source, on)), ...skipInOptions(call, source, on)];
}

function skipInWord(word: Node, source: string, on: Skip['on']): readonly FoundSkip[] {
  const { start, end } = word.range();
  const text = word.text();
  const skip: Skip = { text, line: start.line + 1, on };
  if (word.is('identifier')) {
    return crossed.test(text) ? [{ skip, cut: { start: start.index, end: start.index + 1 } }] : [];
  }
  if (conditional.has(text)) return [{ skip }];
  if (text !== 'skip') return [];
  const dot = source.lastIndexOf('.', start.index);
  return [{ skip: { ...skip, text: '.skip' }, cut: { start: dot, end: end.index } }];
}

/** `{ skip: true }` and `{ skip: 'why' }`, the second argument in node:test and vitest. */
function skipInOptions({ args }: TestCall, source: string, on: Skip['on']): readonly FoundSkip[] {
  const options = args.slice(1).filter((each) => each.is('object'));
  return options
    .flatMap((each) => each.namedChildren())
    .flatMap((option): readonly FoundSkip[] => {
      const isPair = option.is('pair');
      const key = (isPair ? option.field('key')?.text() : option.text()) ?? '';
      if (!/^(["']?)skip\1$/.test(key)) return [];
      const skip: Skip = { text: option.text(), line: option.range().start.line + 1, on };
      const value = isPair ? option.field('value') : null;
      if (value === null) return [{ skip }];
      if (value.is('false') || /^(?:''|""|undefined|null)$/.test(value.text())) return [];
      if (!value.is('string'))
        return [{ skip, ...(value.is('true') ? { cut: cutElement(option, source) } : {}) }];
      return [{ skip: { ...skip, reason: value.text().slice(1, -1) }, cut: cutElement(option, source) }];
    });
}
