import { describe, expect, it } from 'vitest';
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
