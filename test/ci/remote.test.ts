import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowance, type DownloadPlace, safePath } from '../../src/ci/remote/downloads.ts';
import { jobLog } from '../../src/ci/remote/job-log.ts';
import { isAllowed, isListed, unboundIn } from '../../src/ci/remote/allowed.ts';
import { eachOf, leftOver, machinesFor, shareOf } from '../../src/ci/remote/machines.ts';
import { machineTimeOf } from '../../src/ci/remote/machine-time.ts';
import { nextLookIn } from '../../src/ci/remote/pace.ts';
import { fillParameters, wholeWord } from '../../src/ci/remote/parameters.ts';
import { configureCommand } from '../../src/ci/remote/pushing.ts';
import { projectFor } from '../../src/ci/circleci/project.ts';
import { artifacts, jobs, pipeline, pipelines, workflows } from '../../src/ci/circleci/answers.ts';
import type { BatchRequest } from '../../src/ci/service.ts';
import { RetryableError, UserError } from '../../src/model/errors.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { scratch } from '../support/scratch.ts';

const home = scratch('remote');

function requestFor(test: string): BatchRequest {
  return {
    batch: { id: 'r-1-b1', runId: 'r-1', first: 1, count: 200 },
    repository: '/srv/shop',
    commit: 'c'.repeat(40),
    selector: parseSelector(test),
    settings: {},
  };
}

/** What a parameter becomes, unless it is refused in words. */
function filledOr(
  kind: typeof UserError,
  parameters: { readonly one: string },
  request: BatchRequest,
): string {
  try {
    return String(fillParameters(parameters, request, shape)['one']);
  } catch (error) {
    if (error instanceof kind) return 'refused';
    throw error;
  }
}

const shape = { machines: 25, timeout: 90, names: 'plain' as const };

describe('the log of a job', () => {
  const place = (folder: string, says: (url: string) => AsyncIterable<Uint8Array>): DownloadPlace => ({
    folder,
    allowance: allowance(),
    client: {
      call: async () => Promise.reject(new Error('nothing is called')),
      get: async () => Promise.reject(new Error('nothing is called')),
      getIfThere: async () => Promise.reject(new Error('nothing is called')),
      download: async (url) => ({ bytes: says(url) }),
    },
  });

  it('is its own, though another job has the same name, and is there whole or not at all', async () => {
    const folder = join(home, 'logs');
    const at = place(folder, async function* says(url) {
      yield Buffer.from(`printed by ${url}`);
      if (url === 'broken') throw new RetryableError('the answer broke off');
    });
    const logs = ['1', '2', 'broken'].map((job) =>
      jobLog({ machine: 'unit', job, address: async () => job }, at),
    );
    const texts = [];
    for (const log of logs) {
      const file = await log.fetch();
      texts.push('at' in file ? readFileSync(file.at, 'utf8') : file.gone);
    }
    expect(texts).toEqual(['printed by 1', 'printed by 2', 'the answer broke off']);
    expect(readdirSync(folder)).toHaveLength(2);
  });
});

describe('parameters', () => {
  it.each([
    ['{count}', 200],
    ['{machines}', 25],
    ['{each}', 8],
    ['{timeout}', 90],
    ['{ref}', ''],
    ['REPEATED_COUNT={count}', 'REPEATED_COUNT=200'],
    ['{test}', 'CASTest#testA,CASTest#testB'],
    ['{class}', 'CASTest'],
    ['{method}', 'testA,testB'],
    ['{batch} of {nobody}', 'r-1-b1 of {nobody}'],
  ])('fill %s with %j', (text, value) => {
    const filled = fillParameters({ one: text }, requestFor('CASTest#testA,CASTest#testB'), shape);
    expect(filled).toEqual({ one: value });
  });

  it('name the classes and the methods of several tests apart for one class only', () => {
    const fill = (parameters: Record<string, string>, test: string) =>
      fillParameters(parameters, requestFor(test), shape);
    const apart = { class: '{class}', methods: '{method}' };
    expect(() => fill(apart, 'A#x,B#y')).toThrow('tests of one class only, and these are of `A`, `B`');
    expect(() => fill(apart, 'A,A#y')).toThrow('`A` is no single test');
    expect(fill({ test: '{test}' }, 'A#x,B#y')).toEqual({ test: 'A#x,B#y' });
    expect(fill(apart, 'A')).toEqual({ class: 'A', methods: '' });
    const push = {
      trigger: 'push' as const,
      configure: ['.circleci/generate.sh', '-e', 'CLASS={class}', '-e', 'METHODS={method}'],
      perMachine: 5,
      machines: 25,
      names: 'plain' as const,
    };
    expect(configureCommand(requestFor('A#x,A#y'), push)).toEqual([
      '.circleci/generate.sh',
      '-e',
      'CLASS=A',
      '-e',
      'METHODS=x,y',
    ]);
    expect(() => configureCommand(requestFor('A#x,B#y'), push)).toThrow('of one class only');
  });

  it('fill {title} with the last title, so that a test inside others can be named as reports name it', () => {
    const filled = (test: string) => fillParameters({ one: '{title}' }, requestFor(test), shape);
    expect(filled('till.test.js > till > pays twice')).toEqual({ one: 'pays twice' });
    expect(filled('till.test.js > pays')).toEqual({ one: 'pays' });
    expect(filled('till.test.js')).toEqual({ one: '' });
    expect(() => filled('till.test.js > pays $(id)')).toThrow('holds characters that a script');
  });

  it('never hold a character that a shell would act on', () => {
    const words = fc.array(
      fc.constantFrom(
        'a',
        'Z',
        '$',
        '`',
        '"',
        "'",
        ';',
        '|',
        '&',
        '\n',
        '<',
        '(',
        '-',
        '#',
        '*',
        '\\',
        ' ',
        '\u0000',
        'é',
      ),
    );
    fc.assert(
      fc.property(
        words,
        fc.constantFrom('{test}', '{class}', '{method}', '{title}', 'x {test}'),
        (letters, text) => {
          const filled = filledOr(UserError, { one: text }, requestFor(letters.join('')));
          expect(filled === 'refused' || /^(?!-)[\w.#:/,@+=[\] -]*$/.test(filled)).toBe(true);
        },
      ),
    );
  });
});

describe('paths of artifacts', () => {
  it('stay below their folder, whatever a service says', () => {
    const segment = fc.oneof(fc.constantFrom('..', '.', '', '...', '\u0000', 'a\nb', '~'), fc.string());
    fc.assert(
      fc.property(fc.array(segment), fc.constantFrom('/', '\\', '//'), (segments, slash) => {
        const safe = safePath(segments.join(slash));
        const names = safe.split('/');
        expect(safe.startsWith('/')).toBe(false);
        expect(names).not.toContain('..');
        expect(safe).not.toMatch(/[\p{Cc}\\]/u);
        expect(names.every((name) => name.length <= 255)).toBe(true);
      }),
    );
  });
});

describe('machines', () => {
  it('share iterations out so that none is lost and none has two more than another', () => {
    const counts = fc.integer({ min: 1, max: 5_000 });
    fc.assert(
      fc.property(
        counts,
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 200 }),
        (count, perMachine, most) => {
          const machines = machinesFor(count, { perMachine, machines: most });
          const shares = Array.from({ length: machines }, (_, at) => shareOf(count, machines, at));
          expect(shares.reduce((sum, share) => sum + share, 0)).toBe(count);
          expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
          expect(machines).toBeLessThanOrEqual(most);
          expect(machines === most || Math.max(...shares) <= perMachine).toBe(true);
        },
      ),
    );
  });
});

describe('machines that all run equally many', () => {
  it('never run more than was asked, and what is left over is lost with its reason', () => {
    const counts = fc.integer({ min: 1, max: 5_000 });
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 50 }), (count, perMachine) => {
        const machines = machinesFor(count, { perMachine, machines: 20 });
        const each = eachOf(count, machines);
        const rest = leftOver('repeat', { count, machines });
        expect(each).toBeGreaterThan(0);
        expect(each * machines + (rest[0]?.asked ?? 0)).toBe(count);
        expect(rest.length).toBe(count % machines === 0 ? 0 : 1);
      }),
    );
    expect(leftOver('repeat', { count: 13, machines: 3 })).toEqual([
      {
        name: 'repeat',
        machine: 'none',
        state: 'not asked',
        asked: 1,
        loss: '3 machines run 4 each, which leaves 1 of 13 over',
      },
    ]);
  });
});

describe('what projects may start', () => {
  it.each([
    ['team/repeat', 'acme/shop=team/repeat', true],
    ['team/repeat', ' acme/core=other , Acme/Shop = team/repeat ', true],
    ['team/repeat', 'acme/shop=team/*', true],
    ['team/repeat', '*=team/repeat', true],
    ['team/sub/repeat', 'acme/shop=team/*', true],
    ['a=b', 'acme/shop=a=b', true],
    ['team/repeat', 'acme/core=team/repeat', false],
    ['team/repeat', 'acme/shop2=team/repeat', false],
    ['team/repeat', 'acme/*=team/repeat', false],
    ['team/repeat', 'team/repeat', false],
    ['team/repeat', '=team/repeat', false],
    ['teams/repeat', 'acme/shop=team/*', false],
    ['team', 'acme/shop=team/*', false],
    ['team/repeat', 'acme/shop=team/rep', false],
    ['team/repeat', 'acme/shop=Team/repeat', false],
    ['team/repeat', 'acme/shop=/*', false],
    ['team/repeat', 'acme/shop=*', false],
    ['', 'acme/shop=', false],
    ['', '', false],
    ['team/repeat', undefined, false],
  ])('%j from acme/shop, where the operator says %j: %j', (name, list, allowed) => {
    expect(isAllowed({ name, repository: 'acme/shop' }, list)).toBe(allowed);
  });

  it('is what every repository may start, where nobody knows which one asks', () => {
    const claim = { name: 'team/repeat', repository: undefined };
    expect(isAllowed(claim, 'acme/shop=team/repeat')).toBe(false);
    expect(isAllowed(claim, '*=team/repeat')).toBe(true);
    expect(isListed('team/repeat', 'acme/shop=team/repeat')).toBe(true);
    expect(isListed('team/repeat', 'team/repeat')).toBe(false);
  });

  it('is nothing for an entry that names no repository, and such entries are found', () => {
    expect(unboundIn('team/*, acme/shop=team/repeat, , shop=x, acme/shop=, *=y')).toEqual([
      'team/*',
      'shop=x',
      'acme/shop=',
    ]);
    expect(unboundIn(undefined)).toEqual([]);
  });
});

describe('looks at a batch', () => {
  it.each([
    [0, 20_000],
    [60_000, 30_000],
    [3_600_000, 300_000],
    [-50_000, 20_000],
  ])('come, at an age of %d ms, %d ms later', (age, wait) => {
    expect(nextLookIn(age)).toBe(wait);
  });
});

describe('the id of a batch', () => {
  it.each([
    ['BATCH: r-1-b1\n', true],
    ['Repeat X (r-1-b1)', true],
    ['"r-1-b1"', true],
    ['r-1-b10', false],
    ['xr-1-b1', false],
    ['r-1-b1-x', false],
    ['r_1_b1', false],
  ])('is told in %j: %s', (text, isThere) => {
    expect(wholeWord('r-1-b1').test(text)).toBe(isThere);
  });
});

describe('projects on CircleCI', () => {
  it.each([
    [undefined, 'acme/shop', undefined, 'gh/acme/shop'],
    ['gh/Acme/Shop', 'acme/shop', undefined, 'gh/Acme/Shop'],
    ['github/acme/shop', 'acme/shop', undefined, 'github/acme/shop'],
    ['circleci/x/y', 'acme/shop', 'gh/a/b, circleci/x/y', 'circleci/x/y'],
  ])('%s of %s, allowed %s: %s', (named, repository, allowed, slug) => {
    expect(projectFor({ named, repository, allowed })).toBe(slug);
  });

  it.each([
    ['gh/acme/vault', 'acme/shop', undefined],
    ['gh/acme/shop/../vault', 'acme/shop', 'gh/acme/vault'],
    [undefined, undefined, 'gh/acme/shop'],
  ])('%s of %s, allowed %s: none', (named, repository, allowed) => {
    expect(() => projectFor({ named, repository, allowed })).toThrow(UserError);
  });
});

describe('answers of CircleCI', () => {
  it.each([
    ['pipelines', pipelines],
    ['workflows', workflows],
    ['jobs', jobs],
    ['artifacts', artifacts],
  ])('of %s are read as far as they can be, whatever comes', (_, schema) => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.option(fc.string()), (items, token) => {
        const read = schema.safeParse({ items, next_page_token: token });
        expect(read.success).toBe(true);
        expect(read.data?.next).toBe(token === null || token === '' ? undefined : token);
      }),
    );
    expect(schema.safeParse('<html>').success).toBe(false);
  });

  it('name no time that is none', () => {
    const one = { id: 'x', state: 'created', created_at: 'yesterday' };
    expect(pipeline.safeParse(one).success).toBe(false);
    expect(pipeline.safeParse({ ...one, created_at: '2022-08-30T10:00:00Z' }).success).toBe(true);
  });
});

describe('the time of a build’s machines', () => {
  it('is that of all jobs that ran, and what the first of them waited', () => {
    const build = { readyAt: 1_000, startedAt: 3_000, endedAt: 10_000 };
    const repeat = { readyAt: 10_000, startedAt: 11_000, endedAt: 21_000, machines: 25 };
    expect(machineTimeOf([repeat, build, { readyAt: 5_000 }])).toEqual({
      spent: { machineMs: 257_000, waitedMs: 2_000 },
    });
  });

  it.each([[[]], [[{ startedAt: 5 }]], [[{ startedAt: 9, endedAt: 5 }]]])('is nothing for %j', (jobs) => {
    expect(machineTimeOf(jobs)).toEqual({});
  });

  it('tells of no waiting where the clocks contradict each other', () => {
    expect(machineTimeOf([{ readyAt: 9, startedAt: 5, endedAt: 8 }])).toEqual({ spent: { machineMs: 3 } });
  });
});
