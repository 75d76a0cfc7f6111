import { applyChanges, lineEndAt } from '../changes.ts';
import { parseSource, type Language, type Node } from '../syntax.ts';

/** What an ignore imports, and the name that then stands for it in the file. */
const imports: Readonly<Partial<Record<Language, readonly (readonly [string, string])[]>>> = {
  java: [
    ['import org.junit.Ignore;', 'Ignore'],
    ['import org.junit.jupiter.api.Disabled;', 'Disabled'],
    ['import org.testng.annotations.Ignore;', 'Ignore'],
  ],
  kotlin: [
    ['import org.junit.Ignore', 'Ignore'],
    ['import org.junit.jupiter.api.Disabled', 'Disabled'],
    ['import org.testng.annotations.Ignore', 'Ignore'],
    ['import kotlin.test.Ignore', 'Ignore'],
  ],
  python: [
    ['import pytest', 'pytest'],
    ['import unittest', 'unittest'],
  ],
};

/** A source without the lines that import what an ignore takes, where nothing in it uses them any more. */
export async function withoutUnneeded(source: string, language: Language): Promise<string> {
  const known = imports[language] ?? [];
  const root = await parseSource(source, language);
  const cuts = known.flatMap(([line, name]) => {
    const start = placeOf(source, line);
    if (start === undefined || usesName(root, name)) return [];
    const end = lineEndAt(source, start);
    const after = /^(?:\r\n|\r|\n)/.exec(source.slice(end, end + 2))?.[0] ?? '';
    return [{ start, end: end + after.length, text: '' }];
  });
  return cuts.length === 0 ? source : applyChanges(source, cuts);
}

/** Where such a line begins that holds nothing else. */
function placeOf(source: string, line: string): number | undefined {
  for (let at = source.indexOf(line); at >= 0; at = source.indexOf(line, at + 1)) {
    const before = source[at - 1];
    const isFirst = before === undefined || before === '\n' || before === '\r' || before === '\uFEFF';
    if (isFirst && lineEndAt(source, at) === at + line.length) return at;
  }
  return undefined;
}

/**
 * Whether code uses a name without a package: comments, strings and imports use nothing. An import that was there and
 * served nothing is left alone, so an ignore is written in another way beside it, by which it is known when undone.
 */
export function usesName(root: Node, name: string): boolean {
  return root
    .findAll({ rule: { regex: `^${name}$` } })
    .some(
      (node) =>
        String(node.kind()).endsWith('identifier') && node.prev()?.text() !== '.' && !isInImport(node),
    );
}

/** Walks up a few steps only: an import's name lies right below it. */
function isInImport(node: Node): boolean {
  let at: Node | null = node;
  for (let step = 0; step < 5 && at !== null; step += 1) {
    if (String(at.kind()).startsWith('import')) return true;
    at = at.parent();
  }
  return false;
}
