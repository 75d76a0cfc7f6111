import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildkiteHook, buildkitePath } from '../../src/webhooks/buildkite.ts';
import { jenkinsHook, jenkinsPath } from '../../src/webhooks/jenkins.ts';
import { isSignedByBuildkite } from '../../src/webhooks/signature.ts';

const secret = 'a-secret-of-some-length';
const time = '1700000000';
const mac = (text: string, key = secret): string => createHmac('sha256', key).update(text).digest('hex');
const signed = (body: string): string => `timestamp=${time},signature=${mac(`${time}.${body}`)}`;

function door(fault?: Error) {
  const woken: string[] = [];
  const hook = {
    secret,
    log: () => undefined,
    async wake(ref: string) {
      if (fault !== undefined) throw fault;
      woken.push(ref);
      return ref === '42' ? 1 : 0;
    },
  };
  const [buildkite, jenkins] = [buildkiteHook(hook), jenkinsHook(hook)];
  return {
    woken,
    buildkite: async (body: string, signature = signed(body)) => {
      const headers = signature === '' ? {} : { 'x-buildkite-signature': signature };
      const response = await buildkite.request(buildkitePath, { method: 'POST', body, headers });
      return `${response.status} ${await response.text()}`;
    },
    jenkins: async (body: string, end = `/${secret}`) => {
      const response = await jenkins.request(`${jenkinsPath}${end}`, { method: 'POST', body });
      return `${response.status} ${await response.text()}`;
    },
  };
}

describe('the door for Buildkite’s events', () => {
  const ended = '{"event":"build.finished","build":{"number":42,"state":"passed"}}';

  it.each([
    ['no signature', ''],
    ['another secret', `timestamp=${time},signature=${mac(`${time}.${ended}`, 'a guess')}`],
    ['another body', signed(`${ended} `)],
    ['another time', signed(ended).replace(time, '1700000001')],
    ['the body alone', `timestamp=${time},signature=${mac(ended)}`],
    ['half of one', signed(ended).slice(0, 60)],
    ['more than one', `${signed(ended)},signature=${'0'.repeat(64)}`],
    ['no time', `signature=${mac(`undefined.${ended}`)}`],
  ])('refuses %s, before anything is read', async (_, signature) => {
    const { buildkite, woken } = door();
    expect(await buildkite(ended, signature)).toBe('401 not signed');
    expect(woken).toEqual([]);
  });

  it.each([
    ['the end of a build of ours', ended, '202 heard', ['42']],
    ['that of another', ended.replace('42', '43'), '202 of no interest', ['43']],
    ['a beginning', ended.replace('finished', 'running'), '202 of no interest', []],
    ['a ping', '{"event":"ping"}', '202 of no interest', []],
    ['a number that is none', ended.replace('42', '"42 or true"'), '202 of no interest', []],
    ['no event', '[]', '400 not an event', []],
    ['no JSON', '{', '400 not an event', []],
    ['too much', `{"event":"${'x'.repeat(1_000_000)}"}`, '413 too large', []],
  ])('answers %s', async (_, body, answer, refs) => {
    const { buildkite, woken } = door();
    expect(await buildkite(body)).toBe(answer);
    expect(woken).toEqual(refs);
  });

  it('asks for the event again when it could not be noted', async () => {
    expect(await door(new Error('connection lost')).buildkite(ended)).toMatch(/^503/);
  });

  it('survives any bytes and any header', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (body, header) => {
        expect(isSignedByBuildkite(secret, Buffer.from(body), header)).toBe(false);
      }),
    );
  });
});

describe('the door for Jenkins’ events', () => {
  const ended =
    '{"name":"repeat","build":{"phase":"FINALIZED","number":7,"queue_id":42,"status":"UNSTABLE"}}';

  it.each([
    ['a guess', '/a-secret-of-some-lengtH', '401 not signed'],
    ['a part', '/a-secret', '401 not signed'],
    ['the secret and more', `/${secret}x`, '401 not signed'],
    ['none', '', '404 404 Not Found'],
    ['a deeper path', `/${secret}/x`, '404 404 Not Found'],
  ])('is closed to an address that ends with %s', async (_, end, answer) => {
    const { jenkins, woken } = door();
    expect(await jenkins(ended, end)).toBe(answer);
    expect(woken).toEqual([]);
  });

  it.each([
    ['the end of a build of ours', ended, '202 heard', ['42']],
    ['its result', ended.replace('FINALIZED', 'COMPLETED'), '202 heard', ['42']],
    ['that of another', ended.replace('42', '43'), '202 of no interest', ['43']],
    ['a beginning', ended.replace('FINALIZED', 'STARTED'), '202 of no interest', []],
    ['an old plugin’s, without a queue item', ended.replace('"queue_id":42,', ''), '202 of no interest', []],
    ['a queue item that is none', ended.replace('42', '"42"'), '202 of no interest', []],
    ['no event', '{"build":[]}', '400 not an event', []],
    ['no JSON', '<xml/>', '400 not an event', []],
  ])('answers %s', async (_, body, answer, refs) => {
    const { jenkins, woken } = door();
    expect(await jenkins(body)).toBe(answer);
    expect(woken).toEqual(refs);
  });
});
