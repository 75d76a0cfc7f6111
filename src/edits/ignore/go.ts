import { UserError } from '../../model/errors.ts';
import { quoted } from '../../model/plain-text.ts';
import { indentAt, lineBreakAt, lineEndAt, type Change } from '../changes.ts';
import type { Node } from '../syntax.ts';
import { goTest, goTestsIn, skipFirstIn } from '../unskip/go.ts';
import { notHere } from '../unskip/skip.ts';
import { isOffBy } from './declared.ts';
import type { Addition, Ignorer } from './ignorer.ts';
import { escaped } from './words.ts';

/** Ignores of Go's testing package (`t.Skip` first in a test) and of testify's suites (`s.T().Skip`). */
export const go: Ignorer = {
  name: 'go',
  extensions: ['_test.go'],
  language: 'go',
  tests: ({ root, text }) =>
    goTestsIn(root)
      .filter((node) => node.field('name')?.text().startsWith('Benchmark') !== true)
      .map((node) => ({
        node,
        isOff: isOffBy(skipFirstIn(node, text)),
        hasVariants: /\.Run\(/.test(node.field('body')?.text() ?? ''),
      })),
  find({ root, text }, test) {
    if (test.member === undefined) throw notHere('Go has no classes: name a test.', []);
    const node = goTest(root, test);
    if (test.member.includes('/')) {
      const whole = quoted(test.member.split('/')[0] ?? '');
      const why = `${quoted(test.member)} is a part of ${whole} that code names`;
      throw new UserError('E-IGNORE', `${why}: name ${whole}, or edit by hand.`);
    }
    return { node, own: skipFirstIn(node, text), around: [], add: (line) => addTo(node, text, line) };
  },
};

function addTo(node: Node, source: string, line: string): Addition {
  const reason = `"${escaped(line, {})}"`;
  // `go vet`, which `go test` calls, takes a percent sign in the text of Skip for a mistake.
  const call = line.includes('%') ? `Skipf("%s", ${reason})` : `Skip(${reason})`;
  const words = `${runnerOf(node)}.${call}`;
  return { change: firstIn(node, source, words), others: [], words };
}

/** What a test asks to skip it. */
function runnerOf(node: Node): string {
  const list = node.field('receiver') ?? node.field('parameters');
  const parameter = list?.namedChildren().find((each) => each.is('parameter_declaration'));
  const name = parameter?.field('name')?.text();
  const type = parameter?.field('type')?.text() ?? '';
  if (name === undefined || name === '_') throw noRunner(node);
  if (node.is('method_declaration')) return `${name}.T()`;
  if (!/^(?:\*\w+\.[TBF]|\w+\.TB)$/.test(type)) throw noRunner(node);
  return name;
}

function noRunner(node: Node): UserError {
  const where = `line ${node.range().start.line + 1}`;
  return new UserError(
    'E-IGNORE',
    `Can't ignore the test here: its \`testing.T\` has no name (${where}). Edit by hand.`,
  );
}

/** The first statement of a function, in a line of its own where the body has lines. */
function firstIn(node: Node, source: string, statement: string): Change {
  const body = node.field('body');
  if (body === null) throw noRunner(node);
  const place = body.range().start.index + 1;
  const end = lineEndAt(source, place);
  const isOneLine = body.range().end.index <= end || !/^[ \t]*(?:\/\/.*)?$/.test(source.slice(place, end));
  if (isOneLine) return { start: place, end: place, text: ` ${statement};` };
  const below = body
    .children()
    .map((each) => each.range().start.index)
    .find((start) => start > end);
  const step = below === undefined ? undefined : indentAt(source, below);
  const indent = step === undefined || step === '' ? '\t' : step;
  return { start: end, end, text: `${lineBreakAt(source, place)}${indent}${statement}` };
}
