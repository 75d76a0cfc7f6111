import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrdinaryBuild } from '../../../src/ci/remote/ordinary.ts';
import type { BatchFile } from '../../../src/ci/remote/batch-file.ts';
import { RetryableError, UserError } from '../../../src/model/errors.ts';
import { openStore, type Store } from '../../../src/store/store.ts';
import { hearOfEnd } from '../../../src/worker/history/last-looks.ts';
import { readList } from '../../../src/worker/history/list.ts';
import { isDue, leaveEnded, readEnded } from '../../../src/worker/history/watch-builds.ts';
import { storeFolder } from '../../support/places.ts';

const folder = mkdtempSync(join(tmpdir(), 'retrial-watched-'));
const sound = `<testsuite><testcase classname="Shelf" name="takes"><failure message="lost">at x</failure></testcase>
<testcase classname="Shelf" name="gives"/></testsuite>`;
const day = 86_400_000;
const start = Date.parse('2026-03-02T10:00:00Z');
let store: Store;
let close: () => Promise<void>;

beforeAll(async () => {
  const { path, remove } = await storeFolder();
  store = await openStore({ folder: path });
  close = async () => {
    await store.close();
    await remove();
  };
});
afterAll(async () => {
  await close();
  rmSync(folder, { recursive: true });
});

function fileOf(path: string, text: string, form?: BatchFile['form']): BatchFile {
  const at = join(folder, `kept-${path.replaceAll('/', '-')}`);
  writeFileSync(at, text);
  return { path, ...(form === undefined ? {} : { form }), fetch: async () => ({ at }) };
}

function buildOf(id: string, more: Partial<OrdinaryBuild> = {}): OrdinaryBuild {
  const files = async () => ({ files: [fileOf(`a/TEST-${id}.xml`, sound)] });
  return { id, branch: 'main', commit: 'c', at: start, parts: [{ lane: 'unit', files }], ...more };
}

/** A repository of its own, a service with some builds, and a clock. */
function begin(repository: string, builds: Readonly<Record<string, OrdinaryBuild | Error | undefined>>) {
  const clock = { ms: start };
  const asked: { read: string[]; since: number[]; forgotten: string[] } = {
    read: [],
    since: [],
    forgotten: [],
  };
  const ended = new Set(Object.keys(builds));
  const fault: { list?: Error | undefined; words?: readonly string[]; cuts?: readonly string[] } = {};
  const ordinary = {
    async ended(since: number) {
      asked.since.push(since);
      if (fault.list !== undefined) throw fault.list;
      return { refs: [...ended], faults: fault.words ?? [], cuts: fault.cuts ?? [] };
    },
    async read(ref: string) {
      asked.read.push(ref);
      const found = builds[ref];
      if (found instanceof Error) throw found;
      return found;
    },
    async forget(ref: string) {
      asked.forgotten.push(ref);
    },
  };
  const logged: string[] = [];
  const parts = {
    store,
    folder,
    now: () => new Date(clock.ms),
    service: () => ({ ordinary }) as never,
    log: (message: string) => void logged.push(message),
  };
  const watched = {
    repository,
    branches: ['main', 'release*'],
    readsPulls: true,
    services: [{ name: 'ci', settings: {} }],
  };
  const kept = async (branch = 'main') =>
    (
      await store.history.sightings({
        project: repository,
        from: '2026-01-01T00:00:00Z',
        until: '2027-01-01T00:00:00Z',
        branch,
      })
    ).map(({ test, passed, failed, build }) => `${build.id} ${build.lane} ${test} ${passed}+${failed}`);
  return { clock, asked, ended, fault, parts, watched, logged, kept };
}

describe('ordinary builds', { timeout: 60_000 }, () => {
  it('are read once each, however often they are listed or told of', async () => {
    const { asked, clock, parts, watched, kept } = begin('acme/once', { '1.1': buildOf('1.1') });
    await readEnded(watched, parts);
    await store.ordinaryBuilds.note(
      [{ repository: 'ACME/once', service: 'ci', ref: '1.1' }],
      '2026-03-02T10:01:00Z',
    );
    clock.ms += 3_600_000;
    await readEnded(watched, parts);
    expect(asked.read).toEqual(['1.1']);
    expect(asked.forgotten).toEqual(['1.1']);
    expect(await kept()).toEqual(['1.1 unit Shelf#takes 0+1']);
  });

  it('are marked as partial where some of their reports could not be read, and whole where all were', async () => {
    const broken = fileOf('a/TEST-broken.xml', '<testsuite><testcase name="x"');
    const away = { path: 'a/TEST-away.xml', fetch: async () => ({ gone: 'it is too large' }) };
    const files = (more: readonly BatchFile[]) => async () => ({
      files: [fileOf('a/TEST.xml', sound), ...more],
    });
    const { parts, watched } = begin('acme/partial', {
      whole: buildOf('whole'),
      broken: buildOf('broken', { parts: [{ lane: 'unit', files: files([broken]) }] }),
      away: buildOf('away', { parts: [{ lane: 'unit', files: files([away]) }] }),
    });
    await readEnded(watched, parts);
    const always = { from: '2000-01-01T00:00:00Z', until: '2100-01-01T00:00:00Z' };
    const builds = await store.history.builds({ project: 'acme/partial', ...always });
    const partial = builds.map(({ build }) => [build.id, build.isPartial === true]);
    expect(Object.fromEntries(partial)).toEqual({ whole: false, broken: true, away: true });
  });

  it('leave nothing behind of a process that was killed while it read them', async () => {
    const { clock, parts, watched } = begin('acme/left', {});
    const place = mkdtempSync(join(folder, 'incoming-'));
    for (const name of ['ordinary-dead', 'build-dead', 'other']) mkdirSync(join(place, name));
    clock.ms = Date.now() + 60_000;
    await readEnded(watched, { ...parts, folder: place });
    expect(readdirSync(place)).toHaveLength(3);
    clock.ms += 7 * 3_600_000;
    await readEnded(watched, { ...parts, folder: place });
    expect(readdirSync(place)).toEqual(['other']);
  });

  it('whose list is cut are told of in the log, and the rest is read all the same', async () => {
    const { clock, fault, kept, logged, parts, watched } = begin('acme/cut', { '1.1': buildOf('1.1') });
    fault.cuts = ['only the newest 20000 runs of workflows were listed'];
    await readEnded(watched, parts);
    expect(logged).toContain('a list of builds is longer than is looked at');
    expect(await kept()).toHaveLength(1);
    // Who reads what came of it is told too, until it lies too far back.
    const asked = { project: 'acme/cut', windowMs: day, knownIssues: [] };
    const { unlisted } = await readList(store, { ...asked, until: start + day });
    expect(unlisted).toEqual([
      'builds on ci since 2026-03-01 may be missing: only the newest 20000 runs of workflows were listed',
    ]);
    clock.ms += 12 * 3_600_000;
    await readEnded(watched, parts);
    const cuts = await store.cutLists.of('ACME/cut', new Date(start).toISOString());
    expect(cuts.map(({ since }) => since)).toEqual([new Date(start - day).toISOString()]);
    expect(await store.cutLists.all(new Date(clock.ms + 1).toISOString())).toEqual([]);
  });

  it('count once when a crash came between keeping and noting it', async () => {
    const { asked, parts, watched, kept } = begin('acme/crash', { '1.1': buildOf('1.1') });
    const done = { ...store.ordinaryBuilds, done: async () => Promise.reject(new Error('killed')) };
    const dying = { ...parts, store: { ...store, ordinaryBuilds: { ...done, later: done.done } } };
    await expect(readEnded(watched, dying)).rejects.toThrow('killed');
    await readEnded(watched, parts);
    expect(asked.read).toEqual(['1.1', '1.1']);
    expect(await kept()).toEqual(['1.1 unit Shelf#takes 0+1']);
  });

  it('of pull requests stand beside the branches, whatever their branch is called', async () => {
    const builds = {
      own: buildOf('own', { branch: 'pull/5' }),
      fork: buildOf('fork', { branch: 'main', pull: 5 }),
      other: buildOf('other', { branch: 'topic' }),
    };
    const { parts, watched, kept } = begin('acme/pulls', builds);
    const told: number[] = [];
    const onPull = async (pull: number) => void told.push(pull);
    await readEnded({ ...watched, branches: ['main', 'pull/*'] }, { ...parts, onPull });
    expect(told).toEqual([5]);
    expect(await kept('main')).toEqual([]);
    expect(await kept('pull/5')).toEqual(['fork unit Shelf#takes 0+1']);
    expect(await kept('branch pull/5')).toEqual(['own unit Shelf#takes 0+1']);
    expect(await kept('topic')).toEqual([]);
  });

  it('are left alone where a project wants no pull requests', async () => {
    const { parts, watched, kept } = begin('acme/left', { fork: buildOf('fork', { pull: 5 }) });
    const onPull = async () => Promise.reject(new Error('nobody is to be told'));
    await readEnded({ ...watched, readsPulls: false }, { ...parts, onPull });
    expect(await kept('pull/5')).toEqual([]);
  });

  it('are read by what the service took out of reports, where no report was kept', async () => {
    const jenkins = {
      suites: [{ name: 's', cases: [{ className: 'Shelf', name: 'takes', status: 'REGRESSION' }] }],
    };
    // Equal names in one list are other machines, of which CircleCI does not tell, and no retries.
    const items = ['failure', 'failure', 'success'].map((result) => ({
      classname: 'Shelf',
      name: 'gives',
      result,
    }));
    const circleci = { items };
    const listed = (json: unknown, form: BatchFile['form']) => async () => ({
      files: [fileOf('pom.xml', '<project/>'), fileOf(`${form}.json`, JSON.stringify(json), form)],
    });
    const parts = [
      { lane: 'j', files: listed(jenkins, 'jenkins-tests') },
      { lane: 'c', files: listed(circleci, 'circleci-tests') },
      { lane: 'broken', files: listed('no list', 'circleci-tests') },
      { lane: 'gone', files: async () => ({ gone: 'it was deleted' }) },
    ];
    const watching = begin('acme/listed', { '1': buildOf('1', { parts }) });
    await readEnded(watching.watched, watching.parts);
    expect(await watching.kept()).toEqual(['1 j Shelf#takes 0+1', '1 c Shelf#gives 1+2']);
  });

  it('of a pull request wait until it was told of them', async () => {
    const { asked, clock, parts, watched } = begin('acme/told', { fork: buildOf('fork', { pull: 5 }) });
    const faults = [new Error('GitHub is away')];
    const onPull = async () => {
      const [fault] = faults.splice(0);
      if (fault !== undefined) throw fault;
    };
    await readEnded(watched, { ...parts, onPull });
    clock.ms += 60_000;
    await readEnded(watched, { ...parts, onPull });
    clock.ms += 600_000;
    await readEnded(watched, { ...parts, onPull });
    expect(asked.read).toEqual(['fork', 'fork']);
  });

  it('that cannot be read now are tried again later, and let go in the end', async () => {
    const { asked, clock, logged, parts, watched } = begin('acme/later', { '1': new Error('no zip') });
    for (let day = 0; day < 30; day += 1) {
      await readEnded(watched, parts);
      clock.ms += 86_400_000;
    }
    expect(asked.read).toHaveLength(9);
    expect(logged.at(-1)).toBe('a build of ordinary CI was given up');
    expect(await store.ordinaryBuilds.waiting('acme/later', new Date(clock.ms).toISOString())).toEqual([]);
  });

  it('wait for a service that is away as long as it takes, and the others of it with them', async () => {
    const limited = new RetryableError('slow down', { retryAfterMs: 600_000 });
    const { asked, clock, parts, watched } = begin('acme/away', { '1': limited, '2': limited });
    await readEnded(watched, parts);
    expect(asked.read).toEqual(['1']);
    clock.ms += 599_000;
    await readEnded(watched, parts);
    expect(asked.read).toEqual(['1', '2']);
    for (let day = 0; day < 20; day += 1) {
      clock.ms += 86_400_000;
      await readEnded(watched, parts);
    }
    expect(asked.read).toHaveLength(22);
  });

  it('are looked for from where a service last told everything', async () => {
    const { asked, clock, fault, parts, watched } = begin('acme/cursor', {});
    const day = 86_400_000;
    await readEnded(watched, parts);
    fault.list = new UserError('E-CI', 'The token is unknown.');
    clock.ms += day;
    await readEnded(watched, parts);
    fault.list = undefined;
    fault.words = ['a job is gone'];
    clock.ms += day;
    await readEnded(watched, parts);
    fault.words = [];
    clock.ms += day;
    await readEnded(watched, parts);
    clock.ms += day;
    await readEnded(watched, parts);
    const back = asked.since.map((since, at) => (start + at * day - since) / day);
    expect(back).toEqual([1, 2, 3, 4, 2]);
  });

  it('of branches of our own never count', async () => {
    const { parts, watched, kept } = begin('acme/ours', { '1': buildOf('1', { branch: 'retrial/r-1-b1' }) });
    await readEnded({ ...watched, branches: ['*'] }, parts);
    expect(await kept('retrial/r-1-b1')).toEqual([]);
  });

  it('of a service that is set up wrongly hold no other up', async () => {
    const { fault, logged, parts, watched } = begin('acme/wrong', {});
    fault.list = new UserError('E-CI', 'Its operator can add it.');
    await readEnded(watched, parts);
    expect(logged).toEqual(['the builds of a service can’t be listed']);
  });

  it('are asked for each ten minutes, and a moment after somebody told of an end', async () => {
    const { asked, clock, parts, watched } = begin('acme/due', {});
    const due = async () => isDue('acme/due', parts);
    expect(await due()).toBe(true);
    await readEnded(watched, parts);
    expect(await due()).toBe(false);
    clock.ms += 20_000;
    await hearOfEnd('ci', parts);
    expect(await due()).toBe(false);
    clock.ms += 10_000;
    expect(await due()).toBe(true);
    await readEnded(watched, parts);
    expect(await due()).toBe(false);
    clock.ms += 600_000;
    expect(await due()).toBe(true);
    await leaveEnded('acme/due', parts);
    expect(await due()).toBe(false);
    const day = 86_400_000;
    expect(asked.since).toEqual([start - day, start - day]);
  });

  it('are asked for only on the service that told of an end, and on each every ten minutes', async () => {
    const { asked, clock, parts, watched } = begin('acme/two', {});
    const names: string[] = [];
    const service = (name: string) => {
      names.push(name);
      return parts.service();
    };
    const both = { ...watched, services: ['left', 'right'].map((name) => ({ name, settings: {} })) };
    const look = async () => {
      if (await isDue('acme/two', parts)) await readEnded(both, { ...parts, service });
      return names.splice(0);
    };
    expect(await look()).toEqual(['left', 'right']);
    clock.ms += 60_000;
    await hearOfEnd('elsewhere', parts);
    expect(await look()).toEqual([]);
    await hearOfEnd('right', parts);
    expect(await look()).toEqual(['right']);
    clock.ms += 540_000;
    expect(await look()).toEqual(['left']);
    clock.ms += 60_000;
    expect(await look()).toEqual(['right']);
    both.services.shift();
    clock.ms += 540_000;
    await look();
    expect(await isDue('acme/two', parts)).toBe(false);
    expect(asked.since).toHaveLength(5);
  });
});
