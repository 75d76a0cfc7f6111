import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sectionOf, withSection } from '../../src/trackers/github/section.ts';
import { hostileText } from '../support/hostile-text.ts';

const words = fc.string({ maxLength: 40 });

describe('a rewritten section of an issue', () => {
  it('is added below what people wrote', () => {
    const body = withSection('Release notes\n', '4.1', 'blocked by 2');
    expect(body).toMatch(/^Release notes\n\n<!-- .*begin.* -->\nblocked by 2\n<!-- .*end.* -->\n$/);
  });

  it('is rewritten where it stands, and nothing around it changes', () => {
    const first = `${withSection('above', '4.1', 'blocked by 2')}\nbelow\r\n`;
    const second = withSection(first, '4.1', 'no known blocker');
    expect(second).toBe(first.replace('blocked by 2', 'no known blocker'));
  });

  it('is one of several, each of its own release', () => {
    const both = withSection(withSection('', '4.1', 'one'), '4.0', 'other');
    expect([sectionOf(both, '4.1'), sectionOf(both, '4.0')]).toEqual(['one', 'other']);
    expect(sectionOf(withSection(both, '4.0', 'new'), '4.1')).toBe('one');
  });

  it('is added anew where somebody deleted its end, and nothing they wrote is lost', () => {
    const torn = withSection('above', '4.1', 'old').replace(/<!-- [^>]*end[^>]*-->/, 'below');
    const body = withSection(torn, '4.1', 'new');
    expect(body.startsWith(torn.trimEnd())).toBe(true);
    expect(body).toContain('new');
  });

  it('takes no mark in the middle of a line for its own, such as one that is quoted', () => {
    const quoted = withSection('', '4.1', 'old')
      .split('\n')
      .map((line) => `> ${line}`)
      .join('\n');
    expect(withSection(quoted, '4.1', 'new').startsWith(quoted.trimEnd())).toBe(true);
  });

  it('comes back as it was written, whatever the name, the section and the body are', () => {
    fc.assert(
      fc.property(words, hostileText, words, (name, section, body) => {
        fc.pre(!section.includes('<!-- retrial:section ') && !body.includes('<!--'));
        const once = withSection(body, name, `x${section}x`);
        expect(sectionOf(once, name)).toBe(`x${section}x`);
        expect(withSection(once, name, `x${section}x`)).toBe(once);
        expect(once.startsWith(body.trimEnd())).toBe(true);
      }),
    );
  });

  it('cannot be ended from within', () => {
    const inner = withSection('', '4.1', 'inner');
    const body = withSection('', '4.1', `before\n${inner}\nafter`);
    expect(withSection(body, '4.1', 'new')).not.toContain('after');
  });
});
