import { expect, it } from 'vitest';
import { UserError } from '../../src/model/errors.ts';
import { ownDoor } from '../../src/webhooks/own.ts';

const token = 'a'.repeat(48);
const door = ownDoor({
  tokens: [{ project: '*', token }],
  async report(run) {
    if (run !== 'r-7f3k') throw new UserError('E-VALUE', `There is no run ${run}.`);
    return { document: { blocks: [] } };
  },
  async ledger(question) {
    if (question === undefined) throw new UserError('E-VALUE', 'No question.');
    return { asked: question };
  },
  flaky: async (question) => ({ listed: question }),
  digest: async (question) => [question].flat(),
  blockers: async (question) => ({ board: question }),
  verify: async (question) => ({ verified: question }),
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

it.each([
  ['the ledger', '/api/ledger', '{"release":"4.1"}', 200, { asked: { release: '4.1' } }],
  ['the flaky list', '/api/flaky', '{"windowMs":7}', 200, { listed: { windowMs: 7 } }],
  ['a digest', '/api/digest', '{"name":"weekly"}', 200, [{ name: 'weekly' }]],
  ['a board', '/api/blockers', '{"release":"4.1"}', 200, { board: { release: '4.1' } }],
  ['a verification', '/api/verify', '{"run":"r-7f3k"}', 200, { verified: { run: 'r-7f3k' } }],
  ['nothing that can be read', '/api/ledger', '{"rel', 404, { error: 'No question.' }],
  ['far too much', '/api/flaky', JSON.stringify('x'.repeat(2_000_000)), 413, 'Payload Too Large'],
])('answers who asks for %s, and nobody else', async (_, path, body, status, said) => {
  const ask = async (authorization: string) =>
    door.request(path, {
      method: 'POST',
      headers: { authorization, 'content-length': String(body.length) },
      body,
    });
  const answer = await ask(`Bearer ${token}`);
  expect(answer.status).toBe(status);
  expect(await answer.text()).toBe(typeof said === 'string' ? said : JSON.stringify(said));
  expect((await ask(`Bearer ${'b'.repeat(48)}`)).status).toBe(401);
});
