import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LocalService } from '../../src/ci/local/local-service.ts';
import { fillCommand } from '../../src/ci/local/fill-command.ts';
import { recipeSchema } from '../../src/ci/local/recipe.ts';
import type { BatchProgress, BatchRequest, Workspaces } from '../../src/ci/service.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { scratch } from '../support/scratch.ts';

const node = process.execPath;
const home = scratch('local');
let serial = 0;

function place(name: string): string {
  const folder = join(home, name);
  mkdirSync(folder);
  return folder;
}

/** Every slot works in one folder: what a terminal run without a revision does. */
function inPlace(checkout: string): Workspaces {
  return { prepare: async () => ({ folder: checkout, isFresh: false }), remove: async () => {} };
}

function service(checkout: string, folder = join(home, 'batches')): LocalService {
  const environment = (configured: Readonly<Record<string, string>>) => ({
    PATH: process.env['PATH'] ?? '',
    ...configured,
  });
  return new LocalService({ folder, workspaces: inPlace(checkout), environment });
}

function request(settings: unknown, count = 4): BatchRequest {
  serial += 1;
  const batch = { id: `b-${serial}`, runId: 'r-1', first: 1, count };
  return { batch, repository: home, selector: parseSelector('CASTest#testX'), settings };
}

async function ending(local: LocalService, ref: string): Promise<BatchProgress> {
  for (;;) {
    const progress = await local.poll(ref);
    if (progress.state !== 'running') return progress;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('the local service', () => {
  it('runs each iteration once and keeps its exit, output and reports', async () => {
    const script = `const fs=require('fs');fs.writeFileSync(process.argv[2]+'/r.xml','<testsuite/>');console.log('turn',process.argv[1]);process.exit(process.argv[1]==='3'?1:0)`;
    const local = service(home);
    const ref = await local.trigger(request({ command: [node, '-e', script, '{i}', '{out}'], parallel: 2 }));
    expect(await ending(local, ref)).toEqual({ state: 'finished', finished: 4 });
    const iterations = await local.collect(ref, new Set([2]));
    expect(iterations.map(({ index, exit }) => [index, exit.code])).toEqual([
      [1, 0],
      [3, 1],
      [4, 0],
    ]);
    expect(iterations[1]?.reports?.map((path) => path.split('/').at(-1))).toEqual(['0001-r.xml']);
    expect(readFileSync(iterations[1]?.output ?? '', 'utf8')).toBe('turn 3\n');
  });

  it('takes away the batches of runs that may go, and none that runs', async () => {
    const folder = join(home, 'pruned');
    const local = service(home, folder);
    const of = (runId: string, command: readonly string[]) => {
      const asked = request({ command }, 1);
      return { ...asked, batch: { ...asked.batch, id: `${runId}-b1`, runId } };
    };
    for (const runId of ['r-old', 'r-new']) await ending(local, await local.trigger(of(runId, ['true'])));
    await local.trigger(of('r-old2', ['sleep', '30']));
    expect(await local.prune(async (runId) => runId.startsWith('r-old'))).toBe(1);
    expect(readdirSync(folder).toSorted()).toEqual(['r-new-b1', 'r-old2-b1']);
    expect(await local.find('r-old-b1')).toBeUndefined();
    await local.close();
  });

  it('deletes old reports before each iteration, so that none is counted twice', async () => {
    const checkout = place('stale');
    writeFileSync(join(checkout, 'TEST-old.xml'), '<testsuite/>');
    const local = service(checkout);
    const ref = await local.trigger(request({ command: ['true'], junit: 'TEST-*.xml' }, 1));
    await ending(local, ref);
    expect((await local.collect(ref, new Set()))[0]).toMatchObject({
      exit: { sought: ['TEST-*.xml'] },
      reports: [],
    });
  });

  it('keeps no link that a test passes off as a report', async () => {
    const checkout = place('links');
    symlinkSync('/etc/passwd', join(checkout, 'passwd'));
    const local = service(checkout);
    const link = `require('fs').symlinkSync('/etc/passwd', process.argv[1] + '/a.xml')`;
    const ref = await local.trigger(request({ command: [node, '-e', link, '{out}'], junit: '*' }, 1));
    await ending(local, ref);
    expect((await local.collect(ref, new Set()))[0]?.reports).toEqual([]);
  });

  it('starts nothing where its command can’t run the tests that are asked for', async () => {
    const folder = join(home, 'unable');
    const command = ['ant', 'testsome', '-Dtest.name={class}', '-Dtest.methods={method}'];
    const asked = { ...request({ command }), selector: parseSelector('A#x,B#y') };
    await expect(service(home, folder).trigger(asked)).rejects.toMatchObject({ code: 'E-VALUE' });
    expect(existsSync(folder)).toBe(false);
  });

  it('passes a hostile name on as one harmless argument', async () => {
    const checkout = place('hostile');
    const local = service(checkout);
    const hostile = 'CASTest; touch pwned $(touch pwned) `touch pwned`\n| touch pwned';
    const show = 'console.log(JSON.stringify(process.argv.slice(1)))';
    const asked = {
      ...request({ command: [node, '-e', show, '{test}'] }, 1),
      selector: parseSelector(hostile),
    };
    const ref = await local.trigger(asked);
    await ending(local, ref);
    const [iteration] = await local.collect(ref, new Set());
    expect(JSON.parse(readFileSync(iteration?.output ?? '', 'utf8'))).toEqual([hostile]);
    expect(readdirSync(checkout)).toEqual([]);
  });

  it('is not broken by a checkout that ends with the cancel, as at Ctrl-C in a terminal', async () => {
    let fail: (error: Error) => void = () => {};
    const checkout = new Promise<never>((_, reject) => {
      fail = reject;
    });
    checkout.catch(() => {});
    const local = new LocalService({
      folder: join(home, 'interrupted'),
      workspaces: { prepare: async () => checkout, remove: async () => {} },
      environment: () => ({}),
    });
    const ref = await local.trigger(request({ command: ['true'] }));
    const cancelled = local.cancel(ref);
    fail(new Error('git was killed with SIGTERM'));
    await cancelled;
    expect(await local.poll(ref)).toEqual({ state: 'cancelled', finished: 0 });
  });

  it('ends a running iteration when it is cancelled, and counts only what was finished', async () => {
    const local = service(home);
    const script = 'if (process.argv[1] !== "1") setTimeout(() => {}, 60000)';
    const ref = await local.trigger(request({ command: [node, '-e', script, '{i}'] }));
    await expect.poll(async () => (await local.poll(ref)).finished, { timeout: 5_000 }).toBe(1);
    await local.cancel(ref);
    expect(await local.poll(ref)).toEqual({ state: 'cancelled', finished: 1 });
  });

  it('says that the set-up is broken, with its output, and runs nothing', async () => {
    const local = service(home);
    const ref = await local.trigger(
      request({ command: ['true'], setup: ['sh', '-c', 'echo no compiler; exit 3'] }),
    );
    const progress = await ending(local, ref);
    expect(progress).toMatchObject({ state: 'broken', finished: 0 });
    expect(progress.broken?.what).toBe('set-up `sh -c echo no compiler; exit 3` failed: exit code 3');
    expect(readFileSync(progress.broken?.output ?? '', 'utf8')).toBe('no compiler\n');
  });

  it('takes a batch of a dead process up again and repeats only what does not count yet', async () => {
    const checkout = place('resume');
    const command = [
      'sh',
      '-c',
      'echo "$RETRIAL_ITERATION" >> log; test "$RETRIAL_ITERATION" -lt 3 || sleep 0.4',
    ];
    const first = service(checkout);
    const ref = await first.trigger(request({ command }));
    await expect.poll(async () => (await first.poll(ref)).finished, { timeout: 5_000 }).toBe(2);
    await first.close();
    const second = service(checkout);
    expect(await second.find(ref)).toBe(ref);
    expect(await ending(second, ref)).toEqual({ state: 'finished', finished: 4 });
    const log = readFileSync(join(checkout, 'log'), 'utf8').trim().split('\n');
    expect(log.filter((line) => line === '1' || line === '2')).toEqual(['1', '2']);
    expect(new Set(log)).toEqual(new Set(['1', '2', '3', '4']));
  });

  it('lets running iterations come to their end when it is drained', async () => {
    const local = service(home);
    const ref = await local.trigger(request({ command: ['sleep', '0.2'], parallel: 2 }, 10));
    await new Promise((resolve) => setTimeout(resolve, 50));
    local.drain(ref);
    await local.ended(ref);
    expect((await local.collect(ref, new Set())).map(({ index }) => index)).toEqual([1, 2]);
  });

  it('knows nothing of a batch that was never triggered', async () => {
    const local = service(home);
    expect(await local.find('b-none')).toBeUndefined();
    await expect(local.poll('b-none')).rejects.toThrow('knows no batch');
    expect(existsSync(join(home, 'batches', 'b-none'))).toBe(false);
  });
});

describe('a recipe', () => {
  it.each([
    [
      ['run', '{test}'],
      ['run', 'CASTest#testX'],
    ],
    [
      ['{class}', '{method}', '{i}', '{out}'],
      ['CASTest', 'testX', '7', '/o'],
    ],
    [['-Dtest.name={class}'], ['-Dtest.name=CASTest']],
    [
      ['{unknown}', '{{i}}'],
      ['{unknown}', '{7}'],
    ],
  ])('fills %j', (command, filled) => {
    expect(fillCommand(command, { selector: parseSelector('CASTest#testX'), index: 7, out: '/o' })).toEqual(
      filled,
    );
  });

  it.each([
    ['a.test.js > pay > adds (1.5) once?', 'adds \\(1\\.5\\) once\\?$'],
    ['a.test.js', '$'],
    ['A#one,A#two', '(?:one|two)$'],
    ['a.test.js > $(id) `x` | y', '\\$\\(id\\) `x` \\| y$'],
  ])('makes a pattern of the last title of %s', (typed, pattern) => {
    const selector = parseSelector(typed);
    expect(fillCommand(['run.sh', '={title}$'], { selector, index: 1, out: '' })).toEqual([
      'run.sh',
      `=${pattern}`,
    ]);
  });

  it('fills several tests of one class', () => {
    const selector = parseSelector('CASTest#a,CASTest#b');
    expect(fillCommand(['{class}', '{method}'], { selector, index: 1, out: '' })).toEqual(['CASTest', 'a,b']);
  });

  it.each(['{test}', '{method}', '{class}'])(
    'refuses a name that would become an option in %s',
    (argument) => {
      const selector = { text: '--all', parts: [{ text: '--all', container: '--all', member: '-x' }] };
      expect(() => fillCommand([argument], { selector, index: 1, out: '' })).toThrow('begins with a dash');
    },
  );

  it.each(['../x.xml', '/etc/*.xml', 'a/../../b', '..\\x'])(
    'refuses a pattern that leaves the checkout: %s',
    (junit) => {
      expect(recipeSchema.safeParse({ command: ['x'], junit }).success).toBe(false);
    },
  );

  it('reads durations and refuses what it does not know', () => {
    expect(recipeSchema.parse({ command: ['x'], timeout: '90s' }).timeout).toBe(90_000);
    expect(recipeSchema.parse({ command: ['x'], timeout: '2h' }).timeout).toBe(7_200_000);
    expect(recipeSchema.safeParse({ command: ['x'], timeout: 'soon' }).success).toBe(false);
    expect(recipeSchema.safeParse({ command: ['x'], comand: ['y'] }).success).toBe(false);
    expect(recipeSchema.safeParse({ command: 'npm test' }).success).toBe(false);
  });
});

describe('the look at a recipe for this machine', () => {
  const folder = place('looked-at');
  const service = new LocalService({
    folder,
    workspaces: inPlace(folder),
    environment: () => ({ PATH: dirname(node) }),
  });
  writeFileSync(join(folder, 'mine.sh'), '', { mode: 0o755 });

  it.each<readonly [string, object, readonly string[]]>([
    ['on the path', { command: ['node', 'x.js'] }, []],
    ['named in full', { command: [node] }, []],
    ['of the checkout', { command: ['./mine.sh'] }, []],
    ['that a set-up brings', { command: ['./node_modules/.bin/jest'], setup: ['node', 'get.js'] }, []],
    ['that is a placeholder', { command: ['{test}'] }, []],
    [
      'that is nowhere',
      { command: ['nosuch'], setup: ['/no/such'], scopes: { suite: ['./none.sh'], alone: ['./mine.sh'] } },
      ['/no/such', 'nosuch'],
    ],
    ['of the checkout that is not there', { command: ['./none.sh'] }, ['./none.sh']],
    ['that cannot be run', { command: [join(folder, 'read-only')] }, [join(folder, 'read-only')]],
  ])('finds a program %s, or names it', async (_, recipe, missing) => {
    writeFileSync(join(folder, 'read-only'), '', { mode: 0o644 });
    const { state, what } = await service.check(recipe, { folder });
    const words = missing.map((one) => `\`${one}\``).join(', ');
    expect([state, what]).toEqual(
      missing.length === 0
        ? ['ok', 'local: tests run on this machine']
        : ['wrong', `local: this machine has no program ${words}`],
    );
  });
});
