import { expect, it } from 'vitest';
import { readProjectConfig } from '../../src/config/project.ts';

const fileOf = (env: string): string => `local: { command: [make, test] }\nenv: ${env}\n`;

it('a project names the variables that commands may set', () => {
  expect(readProjectConfig(fileOf('[JAVA_OPTS, _seed, NODE_OPTIONS]')).variables).toEqual([
    'JAVA_OPTS',
    '_seed',
    'NODE_OPTIONS',
  ]);
  expect(readProjectConfig('local: { command: [make, test] }').variables).toEqual([]);
});

it.each([
  'PATH',
  'Path',
  'LD_PRELOAD',
  'ld_library_path',
  'DYLD_INSERT_LIBRARIES',
  'BASH_ENV',
  'ENV',
  'IFS',
  'SHELL',
  'HOME',
  'GIT_SSH_COMMAND',
  'RETRIAL_GIT_TOKENS',
  'GITHUB_TOKEN',
  'Github_Token',
  'TOKEN',
  'AWS_SECRET_ACCESS_KEY',
  'DB_PASSWORD',
  'SIGNING_KEY',
  'API_KEY',
  'NPM_AUTH',
  'GOOGLE_APPLICATION_CREDENTIALS',
])('`%s` cannot be among them', (name) => {
  expect(() => readProjectConfig(fileOf(`[${name}]`))).toThrow(/env\.0: /);
});

it.each([
  '["A B"]',
  '["A=B"]',
  '["1A"]',
  '[""]',
  '"JAVA_OPTS"',
  '[1]',
  `[${'A'.repeat(65)}]`,
  '["A\\0B"]',
  '["A\\nB"]',
])('a list such as `%s` is refused', (list) => expect(() => readProjectConfig(fileOf(list))).toThrow('env'));
