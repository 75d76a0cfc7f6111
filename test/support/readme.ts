import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const readme = readFileSync(resolve(import.meta.dirname, '../../README.md'), 'utf8');

/** Every YAML sample of the README, without the indent of the list it stands in. */
export const readmeSamples: readonly string[] = [...readme.matchAll(/^( *)```yaml\n(.*?)^ *```/gms)].map(
  ([, indent = '', body = '']) => body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
);
