import { UserError } from '../../model/errors.ts';
import { quoted } from '../../model/plain-text.ts';
import { above, type Change } from '../changes.ts';
import type { Node } from '../syntax.ts';
import { testCallsIn, type TestCall } from '../unskip/javascript-calls.ts';
import {
  callOf,
  javascript as inJavaScript,
  skipsOf,
  tsx as inTsx,
  typescript as inTypeScript,
} from '../unskip/javascript.ts';
import { notHere, type SkipFinder } from '../unskip/skip.ts';
import { isOffBy } from './declared.ts';
import type { Ignorer } from './ignorer.ts';
import { escapedForComment } from './words.ts';

/** Ignores (`.skip` under a comment) of jest, vitest, mocha and node:test in JavaScript, JSX too. */
export const javascript = ignorerFor(inJavaScript);
/** The same in TypeScript. */
export const typescript = ignorerFor(inTypeScript);
/** The same in TypeScript with JSX. */
export const tsx = ignorerFor(inTsx);

function ignorerFor({ name, extensions, language }: SkipFinder): Ignorer {
  return {
    name,
    extensions,
    language,
    tests: ({ root, text }) =>
      testCallsIn(root)
        .filter(({ isGroup }) => !isGroup)
        .map((call) => {
          const all = [call, ...call.around];
          const isTodo = call.words.some((word) => word.text() === 'todo');
          return {
            node: call.node,
            isOff: isTodo || isOffBy(all.flatMap((each) => skipsOf(each, text))),
            hasVariants: all.some(({ title, words }) => title.length > 1 || words.some(isTable)),
          };
        }),
    find({ root, text }, test) {
      if (test.containers.length === 0 && test.member === undefined) throw notHere('No test is named.', []);
      const call = callOf(testCallsIn(root), test);
      return {
        node: call.node,
        own: skipsOf(call, text),
        around: call.around.flatMap((group) => skipsOf(group, text)),
        add(line) {
          const words = escapedForComment(line);
          const place = call.node.range().start.index;
          return { change: commentAt(text, place, words), others: [skipOf(call)], words };
        },
      };
    },
  };
}

function isTable(word: Node): boolean {
  return /^(?:each|for)$/.test(word.text());
}

/** Comments for a tool that speak of the line below them. */
const aboutNextLine = /-next-line|-ignore\b|@ts-[a-z]|istanbul ignore|[cv]8 ignore/;

/** In the line above, unless that would part a call from what a tool is told about it. */
function commentAt(source: string, place: number, words: string): Change {
  const lineAbove =
    source
      .slice(0, place)
      .split(/\r\n|\r|\n/)
      .at(-2) ?? '';
  const beside = `/* ${words} */`;
  if (/^\s*(?:\/\/|\/\*|\*)/.test(lineAbove) && aboutNextLine.test(lineAbove)) {
    return { start: place, end: place, text: `${beside} ` };
  }
  return above(source, place, { line: `// ${words}`, beside });
}

/** Words that stand before `skip`: jest and vitest read `it.concurrent.skip.each`. */
const before = /^(?:concurrent|sequential|describe)$/;
/** Words that no runner takes beside `skip`. */
const never = /^(?:only|todo|fit|fdescribe|fails?|failing|fixme|serial|parallel)$/;

function skipOf({ words, node }: TestCall): Change {
  const odd = words.find((word) => never.test(word.text()));
  if (odd !== undefined) {
    const where = `${quoted(odd.text())} (line ${odd.range().start.line + 1})`;
    throw new UserError(
      'E-IGNORE',
      `Can't ignore the test here: ${where} does not go with a skip. Edit by hand.`,
    );
  }
  const index = words.findLastIndex((word, at) => at === 0 || before.test(word.text()));
  const place = (words[index] ?? node).range().end.index;
  return { start: place, end: place, text: '.skip' };
}
