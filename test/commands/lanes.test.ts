import { expect, it } from 'vitest';
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

it('leads from `jdk=` to lanes', async () => {
  const { replies } = await post('/retrial repeat jdk=11', world);
  expect(plain(replies[0]?.document)).toContain('Did you mean lane?');
});

it('shows the lanes of a dry run', async () => {
  const { replies } = await post('/retrial repeat lane=jdk8,jdk11 dry-run', world);
  expect(plain(replies[0]?.document)).toContain('Lane | jdk8, jdk11, 2 runs with a result each');
});
