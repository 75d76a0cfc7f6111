import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { circleciHook, circleciPath } from '../../src/webhooks/circleci.ts';
import { isSignedByCircleci } from '../../src/webhooks/signature.ts';

const secret = 'a secret of some length';
const pipeline = '3f2c1ab0-1111-4222-8333-444455556666';
const mac = (body: string | Uint8Array, key = secret): string =>
  createHmac('sha256', key).update(body).digest('hex');
const ended = JSON.stringify({
  id: 'd-1',
  type: 'workflow-completed',
  workflow: { status: 'success' },
  pipeline: { id: pipeline },
});

function door(fault?: Error) {
  const woken: string[] = [];
  const logged: unknown[] = [];
  const app = circleciHook({
    secret,
    log: (...what) => logged.push(what),
    async wake(id) {
      if (fault !== undefined) throw fault;
      woken.push(id);
      return id === pipeline ? 1 : 0;
    },
  });
  const post = async (body: string, signature: string | undefined = `v1=${mac(body)}`) => {
    const headers = signature === '' ? {} : { 'circleci-signature': signature };
    const response = await app.request(circleciPath, { method: 'POST', body, headers });
    return `${response.status} ${await response.text()}`;
  };
  return { post, woken, logged };
}

describe('the door for CircleCI’s events', () => {
  it('has the batch of a pipeline looked at when its workflow ended, however often that is told', async () => {
    const { post, woken } = door();
    expect([await post(ended), await post(ended)]).toEqual(['202 heard', '202 heard']);
    expect(woken).toEqual([pipeline, pipeline]);
  });

  it.each([
    ['a pipeline nobody knows', ended.replace('3f2c', '0000'), '202 of no interest', 1],
    ['the end of a job', ended.replace('workflow-completed', 'job-completed'), '202 of no interest', 0],
    ['a test event', '{"type":"ping"}', '202 of no interest', 0],
    ['a pipeline that is no id', ended.replace(pipeline, "x' or true--"), '202 of no interest', 0],
    ['no pipeline', '{"type":"workflow-completed"}', '202 of no interest', 0],
    ['no event', '[]', '400 not an event', 0],
    ['no JSON', '{', '400 not an event', 0],
    ['nothing', '', '400 not an event', 0],
    ['too much', `{"type":"ping","more":"${'x'.repeat(1_000_000)}"}`, '413 too large', 0],
  ])('answers %s', async (_, body, answer, calls) => {
    const { post, woken } = door();
    expect(await post(body)).toBe(answer);
    expect(woken).toHaveLength(calls);
  });

  it.each([
    ['none', ''],
    ['another secret', `v1=${mac(ended, 'a guess')}`],
    ['another body', `v1=${mac(`${ended} `)}`],
    ['another version alone', `v2=${mac(ended)}`],
    ['capitals', `v1=${mac(ended).toUpperCase()}`],
    ['half of one', `v1=${mac(ended).slice(0, 32)}`],
    ['GitHub’s form', `sha256=${mac(ended)}`],
    ['a very long one', `v2=${'0'.repeat(2_000)},v1=${mac(ended)}`],
  ])('refuses a signature that is %s, before anything is read', async (_, signature) => {
    const { post, woken } = door();
    expect(await post(ended, signature)).toBe('401 not signed');
    expect(woken).toEqual([]);
  });

  it('takes its version from a list', async () => {
    expect(await door().post(ended, `v2=${'0'.repeat(64)}, v1=${mac(ended)}`)).toBe('202 heard');
  });

  it('asks for the event again when it could not be noted', async () => {
    const { post, logged } = door(new Error('connection lost'));
    expect(await post(ended)).toBe('503 not noted, please send it again');
    expect(logged).toHaveLength(1);
  });

  it.each([
    ['secret', 'hello world', '734cc62f32841568f45715aeb9f4d7891324e6d948e4c6c60c0621cdac48623a'],
    ['another-secret', 'lalala', 'daa220016c8f29a8b214fbfc3671aeec2145cfb1e6790184ffb38b6d0425fa00'],
    [
      'hunter123',
      'an-important-request-payload',
      '9be2242094a9a8c00c64306f382a7f9d691de910b4a266f67bd314ef18ac49fa',
    ],
  ])('knows the signatures that CircleCI documents: %s', (key, body, signature) => {
    expect(isSignedByCircleci(key, Buffer.from(body), `v1=${signature}`)).toBe(true);
  });

  it('survives any bytes and any header', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), async (body, header) => {
        expect(isSignedByCircleci(secret, Buffer.from(body), header)).toBe(false);
        expect(await door().post(body)).toMatch(/^(202 of no interest|400)/);
      }),
    );
  });
});
