import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as registry from '../src/commands/registry.ts';
import { pageText, pages, root } from './support/pages.ts';

/** How GitHub makes an anchor of a heading. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const anchors = (path: string): string[] =>
  [...readFileSync(path, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchor(heading));

const broken = (page: string): string[] =>
  [...pageText(page).matchAll(/\]\((?!https?:)([^)#]*)#?([^)]*)\)/g)].flatMap(([, path = '', part = '']) => {
    const target = path === '' ? join(root, page) : join(root, dirname(page), path);
    if (!existsSync(target)) return [path];
    return part === '' || anchors(target).includes(part) ? [] : [`${path}#${part}`];
  });

describe('the pages that people read', () => {
  it.each(pages)('lead somewhere: %s', (page) => {
    expect(broken(page)).toEqual([]);
  });

  it('are all named in the README', () => {
    const readme = pageText('README.md');
    expect(pages.filter((page) => page !== 'README.md' && !readme.includes(`(${page})`))).toEqual([]);
  });

  it('name every word that a ticket knows', () => {
    const page = pageText('docs/commands.md');
    const words = Object.keys(registry);
    expect(words.filter((word) => !new RegExp(`\`/retrial ${word}\\b|, \`${word}\``).test(page))).toEqual([]);
  });
});
