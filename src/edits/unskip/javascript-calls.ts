import type { Node } from '../syntax.ts';
import { isMadeOf } from '../../model/pieces.ts';

/** A call that declares a test or a group of tests. */
export interface TestCall {
  readonly node: Node;
  readonly isGroup: boolean;
  /** What is called, from the left, such as `it`, `skip`, `each`. */
  readonly words: readonly Node[];
  readonly args: readonly Node[];
  readonly title: Title;
  /** The groups around it, from the outside in. */
  readonly around: readonly TestCall[];
}

/** A title in its fixed pieces; more than one where values of a run stand between them. */
export type Title = readonly string[];

const groupWords = new Set(['describe', 'suite', 'context', 'xdescribe', 'xcontext', 'fdescribe']);
const testWords = new Set(['it', 'test', 'specify', 'xit', 'xtest', 'xspecify', 'fit']);
/** Calls on a test's function that declare no test. */
const otherWords = /^(?:before|after|use|setTimeout|step|extend|info|mock)/;
/** Groups in groups that are looked at: nobody writes tests deeper than that. */
const deepest = 20;

interface Place {
  readonly node: Node;
  readonly around: readonly TestCall[];
}

/** Declared tests and groups in the order of the file; what stands inside a test is not looked at. */
export function testCallsIn(root: Node): readonly TestCall[] {
  const all: TestCall[] = [];
  const waiting: Place[] = [{ node: root, around: [] }];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const { node, around } = place;
    const call = testCall(node, around);
    if (call !== undefined) all.push(call);
    if (call?.isGroup === false || around.length >= deepest) continue;
    const inside = call === undefined ? node.children() : call.args;
    const within = call === undefined ? around : [...around, call];
    waiting.push(...inside.toReversed().map((each) => ({ node: each, around: within })));
  }
  return all;
}

function testCall(node: Node, around: readonly TestCall[]): TestCall | undefined {
  if (!node.is('call_expression')) return undefined;
  const words = wordsOf(node.field('function'));
  const first = words[0]?.text() ?? '';
  if (!groupWords.has(first) && !testWords.has(first)) return undefined;
  if (words.some((word) => otherWords.test(word.text()))) return undefined;
  const args = (node.field('arguments')?.namedChildren() ?? []).filter((each) => !each.is('comment'));
  const title = args[0] === undefined ? undefined : titleOf(args[0], hasTable(words));
  if (title === undefined) return undefined;
  return { node, isGroup: words.some((word) => groupWords.has(word.text())), words, args, title, around };
}

/** `it.skip.each(rows)` is called like `it`; anything else than names and calls has no words. */
function wordsOf(called: Node | null): readonly Node[] {
  const words: Node[] = [];
  for (let at = called; at !== null;) {
    if (at.is('identifier')) return [at, ...words];
    if (at.is('member_expression')) {
      const property = at.field('property');
      if (property !== null) words.unshift(property);
      at = at.field('object');
    } else {
      at = at.is('call_expression') ? at.field('function') : null;
    }
  }
  return [];
}

function hasTable(words: readonly Node[]): boolean {
  return words.some((word) => word.is('property_identifier') && /^(?:each|for)$/.test(word.text()));
}

/** Where jest and vitest put values of a table into a title. */
const placeholder = /%[sdifjop#c$]|\$[A-Za-z_#][\w.]*/;

/** Parts of a title that are put together; nobody writes more. */
const mostParts = 100;

function titleOf(node: Node, isTable: boolean): Title | undefined {
  const parts = addedIn(node);
  if (!parts.some(isText)) return undefined;
  const pieces = [''];
  for (const part of parts) {
    if (isText(part)) readText(part, pieces);
    else pieces.push('');
  }
  if (parts.length > 1 && pieces.every((piece) => piece === '')) return undefined;
  return isTable ? pieces.flatMap((piece) => piece.split(placeholder)) : pieces;
}

function isText(node: Node): boolean {
  return node.is('string') || node.is('template_string');
}

/** `'a' + b + 'c'` from the left, as what it is made of; empty for too much. Anything else is one part. */
function addedIn(node: Node): readonly Node[] {
  const parts: Node[] = [];
  const waiting: Node[] = [node];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const sides = sidesOf(at);
    if (sides.length === 0) parts.push(at);
    else waiting.push(...sides.toReversed());
    if (parts.length + waiting.length > mostParts) return [];
  }
  return parts;
}

function sidesOf(node: Node): readonly Node[] {
  const inside = node.namedChildren().filter((child) => !child.is('comment'));
  if (node.is('parenthesized_expression')) return inside;
  return node.is('binary_expression') && node.field('operator')?.text() === '+' ? inside : [];
}

function readText(text: Node, pieces: string[]): void {
  for (const part of text.namedChildren()) {
    if (part.is('template_substitution')) pieces.push('');
    else
      pieces.push((pieces.pop() ?? '') + (part.is('escape_sequence') ? unescaped(part.text()) : part.text()));
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v' };

function unescaped(escape: string): string {
  const code = /^\\(?:u\{?|x)([0-9a-fA-F]{1,6})\}?$/.exec(escape)?.[1];
  const point = code === undefined ? Number.NaN : Number.parseInt(code, 16);
  if (point <= 0x10_ff_ff) return String.fromCodePoint(point);
  const letter = escape.slice(1);
  return /^[\r\n]/.test(letter) ? '' : (escapes[letter] ?? letter);
}

/** Whether a run of this title can be called so. */
export function isTitled(title: Title, name: string): boolean {
  return isMadeOf(title, name);
}

/** The title as it stands there, with `…` for values. */
export function shownTitle(title: Title): string {
  return title.join('…');
}
