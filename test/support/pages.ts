import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The project's own folder. */
export const root = resolve(import.meta.dirname, '../..');

/** Paths below `root` of every page that people read. */
export const pages: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  'recipes/README.md',
  ...readdirSync(join(root, 'docs'))
    .toSorted()
    .map((name) => `docs/${name}`),
];

/** A page's text; `path` is one of `pages`. */
export const pageText = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Every YAML sample of the pages, without the indent of the list it stands in. */
export const pageSamples: readonly string[] = pages.flatMap((path) =>
  [...pageText(path).matchAll(/^( *)```yaml\n(.*?)^ *```/gms)].map(([, indent = '', body = '']) =>
    body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  ),
);
