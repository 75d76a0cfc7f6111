import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as answers from '../../src/ci/jenkins/answers.ts';
import { artifactPath, jobPath, queueItemOf } from '../../src/ci/jenkins/paths.ts';
import { startFakeJenkins } from '../fakes/jenkins/server.ts';
import type { FakeJob } from '../fakes/jenkins/state.ts';

const job: FakeJob = {
  path: 'team/repeat',
  parameters: { COUNT: '1', BATCH: '' },
  run: () => ({ result: 'UNSTABLE', artifacts: { 'out/1.xml': '<testsuite/>' } }),
};

interface Visitor {
  readonly ask: (path: string, tree: string) => Promise<unknown>;
  readonly start: () => Promise<Response>;
}

async function withJenkins(
  jobs: readonly FakeJob[],
  queueMs: number,
  use: (visitor: Visitor) => Promise<void>,
): Promise<void> {
  const { root, close } = await startFakeJenkins({ jobs, pace: { queueMs } });
  const body = new URLSearchParams({ BATCH: 'b-1' });
  const trigger = `${root}/${jobPath(job.path)}/buildWithParameters`;
  try {
    await use({
      ask: async (path, tree) =>
        (await fetch(`${root}/${path}/api/json?tree=${encodeURIComponent(tree)}`)).json(),
      start: () => fetch(trigger, { method: 'POST', redirect: 'manual', body }),
    });
  } finally {
    await close();
  }
}

describe('paths of Jenkins', () => {
  it.each([
    ['repeat', 'job/repeat'],
    ['team one/repeat', 'job/team%20one/job/repeat'],
    ['team/repo/feature%2Fx', 'job/team/job/repo/job/feature%252Fx'],
    ['a?b#c', 'job/a%3Fb%23c'],
  ])('the job %s lives at %s', (name, path) => {
    expect(jobPath(name)).toBe(path);
  });

  it.each(['', '/', 'a//b', '../x', 'a/..', 'a/./b', '/a', 'a/', 'a/\ud800'])('%o is no job', (name) => {
    expect(() => jobPath(name)).toThrow('is no Jenkins job');
  });

  it('an artifact stays below its build, whatever its name', () => {
    expect(artifactPath('job/x/7', 'out/a b#1.xml')).toBe('job/x/7/artifact/out/a%20b%231.xml');
    expect(artifactPath('job/x/7', '../../8/artifact/x')).toBeUndefined();
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom('.', '/', '%2e', '\\', '?'), fc.string({ unit: 'binary' }))),
        (parts) => {
          const path = artifactPath('job/x/7', parts.join(''));
          const at = path === undefined ? undefined : new URL(path, 'https://ci.example.org/').pathname;
          expect(at === undefined || at.startsWith('/job/x/7/artifact/')).toBe(true);
        },
      ),
    );
  });

  it.each([
    ['https://ci.example.org/jenkins/queue/item/12/', 12],
    ['/queue/item/12', 12],
    ['https://ci.example.org/job/x/', undefined],
    ['.', undefined],
    [null, undefined],
  ])('%s names the queue item %s', (location, item) => {
    expect(queueItemOf(location)).toBe(item);
  });
});

describe('answers of Jenkins', () => {
  it('a job says whether it can be built and what it declares', async () => {
    const { parameters: _, ...bare } = job;
    await withJenkins([job, { ...bare, path: 'bare', disabled: true }], 0, async ({ ask }) => {
      const declared = answers.jobAnswer.parse(await ask('job/team/job/repeat', answers.jobTree));
      expect(declared).toEqual({ isBuildable: true, parameters: ['COUNT', 'BATCH'] });
      const nothing = answers.jobAnswer.parse(await ask('job/bare', answers.jobTree));
      expect(nothing).toEqual({ isBuildable: false, parameters: [] });
    });
  });

  it('a queued build can be told by its parameters before it begins', async () => {
    await withJenkins([job], 60_000, async ({ ask, start }) => {
      await start();
      const [item] = answers.queueAnswer.parse(await ask('queue', `items[${answers.itemTree}]`));
      expect(item).toMatchObject({
        id: 1,
        isCancelled: false,
        why: 'In the quiet period. Expires in 4.9 sec',
      });
      expect(item?.build).toBeUndefined();
      expect(item?.job).toMatch(/\/job\/team\/job\/repeat\/$/);
      expect(item?.parameters.get('BATCH')).toBe('b-1');
    });
  });

  it('a build that began is named by its queue item and found among the builds of its job', async () => {
    await withJenkins([job], 0, async ({ ask, start }) => {
      const item = queueItemOf((await start()).headers.get('location'));
      const left = answers.itemAnswer.parse(await ask(`queue/item/${item}`, answers.itemTree));
      expect(left).toMatchObject({ build: 1 });
      const builds = answers.buildsAnswer.parse(await ask('job/team/job/repeat', answers.buildsTree(0, 50)));
      expect(builds).toEqual([
        {
          number: 1,
          isBuilding: false,
          isByHand: false,
          queueId: item,
          startedAt: expect.any(Number),
          parameters: new Map([
            ['COUNT', '1'],
            ['BATCH', 'b-1'],
          ]),
        },
      ]);
      const build = answers.buildAnswer.parse(await ask('job/team/job/repeat/1', answers.buildTree));
      expect(build).toMatchObject({ result: 'UNSTABLE', revisions: [] });
      const artifacts = await ask('job/team/job/repeat/1', answers.artifactsTree);
      expect(answers.artifactsAnswer.parse(artifacts)).toEqual(['out/1.xml']);
    });
  });

  it('a build has no result while it runs, whatever the answer says', () => {
    const running = { number: 1, url: '', timestamp: 0, building: true, result: 'SUCCESS' };
    expect(answers.buildAnswer.parse(running).result).toBeUndefined();
    expect(answers.buildAnswer.parse({ ...running, building: false, result: null }).result).toBeUndefined();
  });

  it('secrets without a value, actions of plugins and broken artifacts do no harm', () => {
    const actions = [null, {}, 'x', { parameters: [{ name: 'SECRET' }, { name: 'DEEP', value: true }, 7] }];
    const builds = [{ number: 3, queueId: 7, timestamp: 5, actions }, { number: 'x' }];
    expect(answers.buildsAnswer.parse({ allBuilds: builds })).toEqual([
      {
        number: 3,
        queueId: 7,
        startedAt: 5,
        isBuilding: true,
        isByHand: false,
        parameters: new Map([['DEEP', 'true']]),
      },
    ]);
    const artifacts = [{}, { relativePath: 'a' }, null];
    expect(answers.artifactsAnswer.parse({ artifacts })).toEqual(['a']);
  });

  it.each([
    [{ crumb: 'b6a1', crumbRequestField: 'Jenkins-Crumb' }, true],
    [{ crumb: 'b6a1', crumbRequestField: 'A: b\r\nCookie' }, false],
    [{ crumb: 'b6a1\r\nCookie: y', crumbRequestField: 'Jenkins-Crumb' }, false],
  ])('the crumb %o is taken: %s', (crumb, isFit) => {
    expect(answers.crumbAnswer.safeParse(crumb).success).toBe(isFit);
  });
});
