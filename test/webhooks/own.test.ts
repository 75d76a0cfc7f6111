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
