import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.ts'),
);

/** What a file does that does not last, or lasts too long, where the next test file goes on in its process. */
function faultOf(path: string, text: string): string | undefined {
  if (path.endsWith('.long.test.ts')) return undefined;
  if (/^vi\.(?:do)?mock\(/im.test(text)) return 'replaces a module that others have read already';
  const isRegistering = /^(?:(?:before|after)(?:All|Each)\(|[^\s/].*\bscratch\()/m.test(text);
  if (!path.endsWith('.test.ts') && isRegistering && !/^export function scratch\(/m.test(text))
    return 'registers something for the one test file that reads it first';
  return undefined;
}

describe('test files that share a process', () => {
  it.each([
    ['a.test.ts', "vi.mock('./a.ts');", 'replaces'],
    ['a.test.ts', "vi.doMock('./a.ts');", 'replaces'],
    ['a.long.test.ts', "vi.mock('./a.ts');", undefined],
    ['world.ts', "const output = join(scratch('world'), 'out');", 'registers'],
    ['world.ts', 'afterAll(() => server.close());', 'registers'],
    ['world.ts', "export function open() {\n  return scratch('world');\n}", undefined],
    ['a.test.ts', "const home = scratch('a');\nafterAll(() => {});", undefined],
  ])('%s: %s', (path, text, fault) => {
    expect(faultOf(path, text)?.split(' ')[0]).toBe(fault);
  });

  it('leave modules as they are', () => {
    const faults = sources.map((path) => [
      path,
      faultOf(path, readFileSync(join(import.meta.dirname, path), 'utf8')),
    ]);
    expect(faults.filter(([, fault]) => fault !== undefined)).toEqual([]);
  });
});
