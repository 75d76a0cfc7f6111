import { describe, expect, it } from 'vitest';
import { lanesFor } from '../../src/commands/running/lanes-for.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { plain, post, runOf } from './fakes.ts';

const settings = {
  defaultCount: 200,
  maxCount: 2_000,
  commandWord: 'retrial',
  lanes: ['jdk8', 'jdk11', 'compression'],
};
const world = { runs: [runOf('r-7f3k')], changes: { settings } };

it.each([
  ['repeat lane=jdk11', ['jdk11']],
  ['repeat lane=jdk8,jdk11,jdk8', ['jdk8', 'jdk11']],
  ['compare trunk..fix lane=all', ['jdk8', 'jdk11', 'compression']],
  ['bisect good=v1 lane=compression', ['compression']],
  ['isolate lane=jdk8', ['jdk8']],
])('`%s` names its lanes', async (line, lanes) => {
  const { started } = await post(`/retrial ${line}`, world);
  expect(started).toMatchObject([{ lanes }]);
});

it('leaves the lane to the project where none is named', async () => {
  const { started } = await post('/retrial repeat', world);
  expect(started[0]).not.toHaveProperty('lanes');
});

it('says which lanes there are, and which one was meant', async () => {
  const { started, replies } = await post('/retrial repeat lane=jdk8,jkd11', world);
  expect(started).toEqual([]);
  const answer = plain(replies[0]?.document);
  expect(answer).toContain('There is no lane `jkd11` here; there are `jdk8, jdk11, compression`.');
  expect(answer).toContain('lane=jdk8,jdk11');
});

it('says where lanes are named when there are none', async () => {
  const { started, replies } = await post('/retrial repeat lane=jdk8', { runs: world.runs });
  expect(started).toEqual([]);
  expect(plain(replies[0]?.document)).toContain('This project has no lanes');
});

it('shows the lanes of a dry run', async () => {
  const { replies } = await post('/retrial repeat lane=jdk8,jdk11 dry-run', world);
  expect(plain(replies[0]?.document)).toContain('Lane | jdk8, jdk11, 2 runs with a result each');
});

describe('lanes by what the project’s file says of them', () => {
  const matrix = {
    jdk8: { jdk: '8', os: 'linux' },
    jdk11: { jdk: '11', os: 'linux' },
    compression: { jdk: '11', os: 'mac' },
  };
  const told = { runs: world.runs, changes: { settings: { ...settings, matrix } } };

  it.each([
    ['repeat jdk=8', ['jdk8']],
    ['repeat jdk=11', ['jdk11', 'compression']],
    ['repeat jdk=11,8', ['jdk8', 'jdk11', 'compression']],
    ['compare trunk..fix matrix.jdk=11 matrix.os=mac', ['compression']],
    ['bisect good=v1 jdk=11 lane=jdk8,jdk11', ['jdk11']],
    ['isolate --matrix.OS=mac', ['compression']],
  ])('`%s` chooses those that fit', async (line, lanes) => {
    expect((await post(`/retrial ${line}`, told)).started).toMatchObject([{ lanes }]);
  });

  it.each([
    ['jdk=17', 'No lane here has `jdk` `17`; there are `8`, `11`.'],
    ['jdk=8,17', 'No lane here has `jdk` `17`; there are `8`, `11`.'],
    ['matrix.os=windows', 'No lane here has `os` `windows`; there are `linux`, `mac`.'],
    ['matrix.arch=arm', 'No lane here says its `arch`; they say `jdk`, `os`.'],
    ['matrix.constructor=1', 'No lane here says its `constructor`; they say `jdk`, `os`.'],
    ['matrix.__proto__=1', 'No lane here says its `__proto__`; they say `jdk`, `os`.'],
    ['matrix=os', '`matrix` needs a name and a value, as in `matrix.os=linux`.'],
    ['matrix.=linux', '`matrix` needs a name and a value, as in `matrix.os=linux`.'],
    ['matrix', '`matrix` needs a name and a value, as in `matrix.os=linux`.'],
    ['--matrix.os', '`matrix` needs a name and a value, as in `matrix.os=linux`.'],
    ['matrix.os=linux matrix.OS=mac', '`matrix.os` is given twice: `linux` and `mac`.'],
    ['jdk=8 matrix.os=mac', 'No lane of this project fits all of `jdk=8 matrix.os=mac`.'],
    ['jdk=11 matrix.jdk=8', 'No lane of this project fits all of `jdk=11 matrix.jdk=8`.'],
    ['lane=jdk8 jdk=11', 'No lane of this project fits all of `lane=jdk8 jdk=11`.'],
  ])('refuses `%s`', async (words, answer) => {
    const { started, replies } = await post(`/retrial repeat ${words}`, told);
    expect(started).toEqual([]);
    expect(plain(replies[0]?.document)).toContain(answer);
  });

  it('says so where no lane is told apart', async () => {
    expect(plain((await post('/retrial repeat jdk=11', world)).replies[0]?.document)).toContain(
      'The lanes of this project say no `jdk`: choose one of `jdk8, jdk11, compression` with `lane=`.',
    );
    expect(
      plain((await post('/retrial repeat jdk=11', { runs: world.runs })).replies[0]?.document),
    ).toContain('This project has no lanes');
  });

  it('offers the value that was meant', async () => {
    const { replies } = await post('/retrial repeat matrix.os=linx', told);
    expect(plain(replies[0]?.document)).toContain('repeat matrix.os=linux');
  });

  it('tells them in help', async () => {
    const help = plain((await post('/retrial help repeat', told)).replies[0]?.document);
    expect(help).toContain("`matrix.K=` | lanes by what the project's file says of them under `matrix:`");
    expect(help).toContain('here `jdk`: `8`, `11`; `os`: `linux`, `mac`');
  });

  it('shows them in a dry run', async () => {
    const { replies } = await post('/retrial repeat jdk=11 dry-run', told);
    expect(plain(replies[0]?.document)).toContain('Lane | jdk11, compression, 2 runs with a result each');
  });
});

describe('lanes that are for some tests only', () => {
  const laneTests = {
    dtest: ['*.distributed.*', '!*.distributed.upgrade.*'],
    'dtest-11': ['*.distributed.*', '!*.distributed.upgrade.*'],
    upgrade: ['*.distributed.upgrade.*'],
    python: ['*.py*', '!upgrade_tests/*'],
  };
  const lanes = ['jdk8', 'jdk11', 'dtest', 'dtest-11', 'upgrade', 'python'];
  const matrix = { jdk8: { jdk: '8' }, jdk11: { jdk: '11' }, dtest: { jdk: '8' }, 'dtest-11': { jdk: '11' } };
  const told = { runs: [], changes: { settings: { ...settings, lanes, laneTests, matrix } } };
  const unit = 'org.acme.ViewTest#testA';
  const dtest = 'org.acme.distributed.test.CASTest#testA';

  it.each([
    [`${unit} lane=all`, ['jdk8', 'jdk11']],
    ['CASTest lane=all', ['jdk8', 'jdk11']],
    [`${dtest} lane=all`, ['dtest', 'dtest-11']],
    [dtest, ['dtest']],
    [`${dtest} jdk=11`, ['dtest-11']],
    [`${dtest} lane=jdk8,upgrade`, ['jdk8', 'upgrade']],
    [`${dtest},org.acme.distributed.OtherTest#testB lane=all`, ['dtest', 'dtest-11']],
    [`${dtest},${unit} lane=all`, ['jdk8', 'jdk11']],
    ['org.acme.distributed.upgrade.GroupByTest', ['upgrade']],
    ['auth_test.py::TestAuth::test_login lane=all', ['python']],
    ['upgrade_tests/cql_tests.py::TestCQL::test_limit lane=all', ['jdk8', 'jdk11']],
  ])('`repeat %s` runs in its own', async (line, expected) => {
    expect((await post(`/retrial repeat ${line}`, told)).started).toMatchObject([{ lanes: expected }]);
  });

  it('leaves the first lane to the project, and takes the last run’s test for the one that is meant', async () => {
    expect((await post(`/retrial repeat ${unit}`, told)).started[0]).not.toHaveProperty('lanes');
    const runs = [runOf('r-7f3k', { selector: parseSelector('a.py::test_b') })];
    const { started } = await post('/retrial repeat lane=all', { ...told, runs });
    expect(started).toMatchObject([{ lanes: ['python'] }]);
  });

  it('says which lane a dry run would take', async () => {
    const { replies } = await post(`/retrial repeat ${dtest} dry-run`, told);
    expect(plain(replies[0]?.document)).toContain('Lane | dtest');
  });

  it('finds a name by any pattern as it is written, in no time', () => {
    const fits = (pattern: string, test: string): boolean =>
      lanesFor(parseSelector(test), { lanes: ['a', 'b'], laneTests: { b: [pattern] } })[0] === 'b';
    expect(fits('A#t', 'A#t')).toBe(true);
    expect(fits('A', 'A#t')).toBe(true);
    expect(fits('*', 'anything')).toBe(true);
    expect(fits('a*a', 'a')).toBe(false);
    expect(fits('a*bc*c', 'abc')).toBe(false);
    expect(fits('.*', 'xyz')).toBe(false);
    expect(fits('[ab]', 'a')).toBe(false);
    const began = performance.now();
    expect(fits(`${'*a'.repeat(99)}b`, 'a'.repeat(100_000))).toBe(false);
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(lanesFor(parseSelector('A'), { lanes: ['b'], laneTests: { b: ['B'] } })).toEqual(['b']);
    expect(lanesFor(parseSelector('A'), { lanes: ['constructor'], laneTests: {} })).toEqual(['constructor']);
  });
});
