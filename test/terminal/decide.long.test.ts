import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { retrial, startCli } from '../support/cli.ts';
import { repositoryWith, scratch } from '../support/scratch.ts';
import { until } from '../support/until.ts';

const home = scratch('decide');

/** Fails in every nth iteration; 0 never fails, -1 is skipped. */
const script = `
body=
code=0
if [ "$EVERY" = -1 ]; then
  body='<skipped message="not yet"/>'
elif [ "$EVERY" -gt 0 ] && [ $((RETRIAL_ITERATION % EVERY)) = 0 ]; then
  body='<failure type="RaceError" message="lost update"/>'
  code=1
fi
mkdir -p out
echo '<testsuite name="Shop"><testcase classname="Shop" name="sells" time="0.01">'"$body"'</testcase></testsuite>' > out/TEST-shop.xml
if [ -n "$SLOW" ]; then sleep "$SLOW"; fi
exit $code
`;
let cwd = '';

beforeAll(() => {
  cwd = repositoryWith(join(home, 'shop'), { 'test.sh': script, '.gitignore': 'out\n' });
});

const asked = (every: number, ...options: string[]) => [
  'repeat',
  'Shop#sells',
  ...options,
  '--env',
  `EVERY=${every}`,
  '--junit',
  'out/*.xml',
  '--',
  'sh',
  'test.sh',
];

describe('retrial repeat with a question', { timeout: 120_000 }, () => {
  it.each([
    ['a rate it stays below', 0, ['--rate', '10%'], 'BELOW 10.0 %', 0, 31],
    ['a rate it exceeds', 3, ['--rate', '5%'], 'ABOVE 5.0 %', 1, 18],
    ['whether it is flaky, and it is', 4, ['--until-decided'], 'FLAKY', 1, 15],
    ['whether it still fails, and it does', 4, ['--expect', 'fail'], 'STILL BITES', 0, 10],
    [
      'whether it still fails, and it does not',
      0,
      ['--expect', 'fail', '--rate', '10%'],
      'FAILS NO MORE',
      1,
      29,
    ],
    ['a test that is skipped', -1, ['--until-decided'], 'NOTHING RAN', 4, 10],
  ])('answers %s, with as many runs as it takes', async (_, every, options, word, code, runs) => {
    const spoken = await retrial(asked(every, ...options), cwd);
    expect(spoken.stdout).toContain(word);
    expect(spoken.stdout).toMatch(new RegExp(`executed \\d+ of ${runs} `));
    expect(spoken.code).toBe(code);
  });

  it('says the answer to programs', async () => {
    const { stdout } = await retrial(asked(0, '--rate', '20%', '--format', 'json'), cwd);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'retrial.result/1',
      decision: { kind: 'below', rate: 0.2, failed: 0 },
    });
  });

  it('suggests what runs the same revision again', async () => {
    const { stdout } = await retrial(asked(0, '--rate', '20%', '--ref', 'main'), cwd);
    expect(stdout).toContain("-n 30 --ref main --junit 'out/*.xml' --env EVERY=0 -- ");
  });

  it('takes a number with a rate as just that number', async () => {
    const { stdout, code } = await retrial(asked(0, '--rate', '10%', '-n', '4'), cwd);
    expect(stdout).toContain('executed 4 of 4');
    expect(code).toBe(3);
  });

  it('says which options exclude each other', async () => {
    const { stderr, code } = await retrial(asked(0, '--until-decided', '-n', '4'), cwd);
    expect(code).toBe(2);
    expect(stderr).toContain('--until-decided ends by itself: leave -n out');
  });

  it('goes on where it was stopped', async () => {
    const slow = asked(0, '--rate', '20%', '--env', 'SLOW=0.06');
    const running = startCli(slow, cwd);
    await until(() => /r-[a-z0-9]{4,12}/.test(running.soFar()));
    const run = /r-[a-z0-9]{4,12}/.exec(running.soFar())?.[0] ?? '';
    await new Promise((go) => setTimeout(go, 700));
    running.child.kill('SIGINT');
    const stopped = await running.ended;
    expect(stopped.code).toBe(130);
    expect(stopped.stdout).toContain('NOT DECIDED (INTERRUPTED, PARTIAL)');
    const resumed = await retrial(['repeat', '--resume', run], cwd);
    expect(resumed.stdout).toContain('BELOW 20.0 %');
    expect(resumed.code).toBe(0);
  });
});
