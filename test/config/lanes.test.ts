import { expect, it } from 'vitest';
import { readProjectConfig } from '../../src/config/project.ts';

const base = `
local:
  command: [ant, test]
  env: { JAVA_HOME: /jdk11, LANG: C }
`;

it('lanes keep the order of the file, and replace variables one by one', () => {
  const { lanes } = readProjectConfig(`${base}
lanes:
  jdk8: { local: { env: { JAVA_HOME: /jdk8 }, timeout: 20m } }
  jdk11: {}
  compression: { local: { command: [ant, test-compression] } }
`);
  expect(lanes).toEqual([
    {
      name: 'jdk8',
      settings: { command: ['ant', 'test'], env: { JAVA_HOME: '/jdk8', LANG: 'C' }, timeout: '20m' },
    },
    { name: 'jdk11', settings: { command: ['ant', 'test'], env: { JAVA_HOME: '/jdk11', LANG: 'C' } } },
    {
      name: 'compression',
      settings: { command: ['ant', 'test-compression'], env: { JAVA_HOME: '/jdk11', LANG: 'C' } },
    },
  ]);
});

it.each([
  ['8: {}', 'lanes.8: a lane'],
  ['all: {}', 'name is a letter and at most 39 letters'],
  ['"a b": {}', 'name is a letter and at most 39 letters'],
  ['jdk8: { circleci: { job: x } }', 'lanes.jdk8 can\'t be used: Unrecognized key: "circleci"'],
  ['jdk8: { local: { timeut: 1m } }', 'lanes.jdk8.local can\'t be used: Unrecognized key: "timeut"'],
  ['jdk8: { local: { command: ant } }', "lanes.jdk8.local can't be used: command: "],
  ['jdk8: { local: [x] }', 'lanes.jdk8.local: '],
  ['jdk8: { matrix: 8 }', 'lanes.jdk8.matrix: '],
  ['jdk8: { matrix: { JDK: 8 } }', 'lanes.jdk8.matrix.JDK: '],
  ['jdk8: { matrix: { __proto__: 8, "a b": 1 } }', 'lanes.jdk8.matrix.a b: '],
  ['jdk8: { matrix: { jdk: [8] } }', 'lanes.jdk8.matrix.jdk: '],
  ['jdk8: { matrix: { jdk: "8,11" } }', 'lanes.jdk8.matrix.jdk: '],
  ['py: { matrix: { python: 3.10 } }', 'lanes.py.matrix.python: '],
  ['jdk8: { matrix: { jdk: "" } }', 'lanes.jdk8.matrix.jdk: '],
  ['jdk8: { tests: A }', 'lanes.jdk8.tests: '],
  ['jdk8: { tests: [] }', 'lanes.jdk8.tests: '],
  ['jdk8: { tests: ["!"] }', 'lanes.jdk8.tests.0: is the name of a test'],
  ['jdk8: { tests: [""] }', 'lanes.jdk8.tests.0: is the name of a test'],
])('a lane such as `%s` is refused with its place', (lane, words) => {
  expect(() => readProjectConfig(`${base}\nlanes:\n  ${lane}\n`)).toThrow(words);
});

it('a lane may say what it is, by which commands choose it', () => {
  const { lanes } = readProjectConfig(`${base}
lanes:
  jdk8: { matrix: { jdk: '1.8', os: linux, vnodes: true } }
  jdk11: { matrix: { jdk: 11 }, local: { timeout: 20m } }
`);
  expect(lanes).toMatchObject([
    { name: 'jdk8', matrix: { jdk: '1.8', os: 'linux', vnodes: 'true' } },
    { name: 'jdk11', matrix: { jdk: '11' }, settings: { timeout: '20m' } },
  ]);
});

it('a lane may say which tests it is for', () => {
  const { lanes } = readProjectConfig(`${base}
lanes:
  unit: {}
  dtest: { tests: ['*.distributed.*', '!*.upgrade.*'], local: { timeout: 20m } }
`);
  expect(lanes).toMatchObject([
    { name: 'unit' },
    { name: 'dtest', tests: ['*.distributed.*', '!*.upgrade.*'], settings: { timeout: '20m' } },
  ]);
  expect(lanes[0]).not.toHaveProperty('tests');
});
