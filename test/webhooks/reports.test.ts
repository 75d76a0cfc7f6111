import { expect, it } from 'vitest';
import { UserError } from '../../src/model/errors.ts';
import { reportsDoor } from '../../src/webhooks/reports.ts';

const token = 'a'.repeat(48);
const door = reportsDoor({
  tokens: [{ project: '*', token }],
  async report(run) {
    if (run !== 'r-7f3k') throw new UserError('E-VALUE', `There is no run ${run}.`);
    return { document: { blocks: [] } };
  },
  async digest(name, project) {
    if (name !== 'weekly') throw new UserError('E-VALUE', `There is no digest ${name}.`);
    return [{ of: project ?? 'the only one' }];
  },
  blockers: async (release, project) => ({ release, project }),
});

it.each([
  ['a digest', '/api/digests/weekly', 200, [{ of: 'the only one' }]],
  ['a digest of a project', '/api/digests/weekly?project=acme%2Fshop', 200, [{ of: 'acme/shop' }]],
  ['a digest that is not there', '/api/digests/..%2Fx', 404, { error: 'There is no digest ../x.' }],
  ['a board', '/api/blockers?release=4.1', 200, { release: '4.1' }],
])('answers who asks for %s, and nobody without the token', async (_, path, status, said) => {
  const answer = await door.request(path, { headers: { authorization: `Bearer ${token}` } });
  expect([answer.status, await answer.json()]).toEqual([status, said]);
  expect((await door.request(path)).status).toBe(401);
});

it.each([
  ['with the token', `Bearer ${token}`, 'r-7f3k', 200, { document: { blocks: [] } }],
  ['of no run', `Bearer ${token}`, 'r-1', 404, { error: 'There is no run r-1.' }],
  ['without a token', '', 'r-7f3k', 401, { error: expect.stringContaining('Bearer') }],
  ['with another token', `Bearer ${'b'.repeat(48)}`, 'r-7f3k', 401, { error: expect.anything() }],
])('answers who asks for a report %s', async (_, authorization, run, status, said) => {
  const answer = await door.request(`/api/runs/${run}`, { headers: { authorization } });
  expect(answer.status).toBe(status);
  expect(await answer.json()).toEqual(said);
});
