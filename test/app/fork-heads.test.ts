import { describe, expect, it } from 'vitest';
import { wayFindings } from '../../src/app/check.ts';
import { admitFork, type ForkAsked, forkFault, vouchFor } from '../../src/app/fork-heads.ts';
import { noteHead } from '../../src/app/heads.ts';
import { chosenRevision } from '../../src/app/revisions.ts';
import { readProjectConfig } from '../../src/config/project.ts';
import { readServerConfig } from '../../src/config/server.ts';
import type { Permit } from '../../src/model/permit.ts';
import type { Comment, Right } from '../../src/model/ticket.ts';
import { whyInline } from '../../src/reports/subject.ts';
import { commentOf, plainText } from '../commands/fakes.ts';
import { memory } from '../support/memory.ts';
import { silentTracker } from '../support/silent-tracker.ts';

const head = '9c1'.padEnd(40, '0');
const other = 'bad'.padEnd(40, '0');
const usual: ForkAsked = {
  name: '#34',
  head,
  author: 'outsider',
  isOn: true,
  service: 'local',
  role: 'read',
  isPermitted: true,
  vouched: [head],
};

describe('the head of a fork', () => {
  it.each<[string, Partial<ForkAsked>]>([
    ['its author was allowed there', {}],
    ['a person asks whose role lets them run', { role: 'run', isPermitted: false, vouched: [] }],
    ['a person asks who decides', { role: 'decide', isPermitted: false, vouched: [], isMoved: false }],
  ])('is run where %s', (_, changes) => {
    expect(forkFault({ ...usual, ...changes })).toBeUndefined();
  });

  it.each<[string, Partial<ForkAsked>, string]>([
    ['the operator did not say so', { isOn: false, role: 'decide' }, '`forkHeads: run-as-this-server`'],
    ['a service elsewhere would build it', { service: 'circleci', role: 'decide' }, 'on `local` alone'],
    ['nobody allowed its author', { isPermitted: false }, '`allow outsider`'],
    ['nobody knows its author', { isPermitted: false, author: undefined }, 'whose role'],
    ['its author searches in what is below it', { isSearch: true }, 'the commits below #34'],
    ['it moved after its author was allowed', { vouched: [other] }, 'moved after its author was allowed'],
    ['it moved after the command was written', { role: 'run', isMoved: true }, 'after your comment'],
  ])('is refused where %s', (_, changes, words) => {
    expect(forkFault({ ...usual, ...changes })).toContain(words);
  });
});

const server = (extra: string) =>
  readServerConfig(
    { name: 'server.yml', text: `repositories: { acme/shop: { url: file:///srv/shop${extra} } }` },
    {},
  );
const on = server(', forkHeads: run-as-this-server');
const github = { appId: 1, privateKey: '', webhookSecret: '', apiUrl: '', paceWrites: true };
const pullTicket = { tracker: 'github', project: 'acme/shop', key: '34' } as const;

/** A desk at which a pull request of a fork is asked for. */
function desk(options: { role?: Right; permits?: string[]; comment?: Partial<Comment>; config?: typeof on }) {
  const permits = (options.permits ?? []).map((login): Permit => ({ login, by: 'ann', at: '2022-08-01' }));
  const { role = 'read', config = on } = options;
  const comment = commentOf('/retrial repeat A#b', {
    ticket: pullTicket,
    isPullRequest: true,
    ...options.comment,
  });
  return {
    config,
    comment,
    now: () => new Date('2022-08-16T08:00:00Z'),
    project: readProjectConfig('local: { command: [make, test] }'),
    store: {
      ...memory(),
      runs: { newest: async () => undefined, settings: async () => ({}) },
      permits: { has: async (_: unknown, login: string) => permits.some((one) => one.login === login) },
    },
    tracker: {
      ...silentTracker,
      rightOf: async () => role,
      defaultRevision: async (_: unknown, isPullRequest: boolean) =>
        isPullRequest
          ? { revision: head, isFork: true, author: 'outsider' }
          : { revision: 'main', isFork: false },
    },
  };
}
const found = { revision: head, isFork: true, author: 'outsider' };

it('is named in reports, with the commit that was run and nothing that its name could mean', () => {
  const run = { id: 'r-1', selector: 'A#b', service: 'CI', overlays: [], revision: head };
  const forks = [
    { pull: 34, commit: head, from: 'outsider/shop' },
    { pull: 35, commit: other },
    { pull: 36, commit: other, from: '@all\n/retrial' },
  ];
  const told = whyInline({ ...run, revisionWhy: { kind: 'head' }, forks });
  expect(plainText(told)).toBe(
    ' `#34` is code of the fork `outsider/shop`, run at `9c10000`.' +
      ' `#35` is code of a fork, run at `bad0000`.' +
      ' `#36` is code of the fork `@all /retrial`, run at `bad0000`.',
  );
  expect(plainText(whyInline(run))).toBe('');
});

describe('a command that means a fork', () => {
  it('is held to the commit that the head was when it was asked for', async () => {
    const chosen = await chosenRevision({}, desk({ role: 'run' }));
    expect(chosen).toMatchObject({ revision: head, fork: { pull: 34, commit: head } });
    const named = { revision: { kind: 'pull', number: 34 } } as const;
    const elsewhere = desk({ role: 'run', comment: { isPullRequest: false } });
    expect(await chosenRevision(named, elsewhere)).toMatchObject({ fork: { pull: 34, commit: head } });
  });

  it('is refused unless the server’s own settings say otherwise, whoever asks', async () => {
    const off = desk({ role: 'decide', permits: ['outsider'], config: server('') });
    await expect(chosenRevision({}, off)).rejects.toMatchObject({
      code: 'E-REF',
      message: expect.stringContaining('`forkHeads: run-as-this-server`'),
    });
    expect(() => readProjectConfig('local: { command: [make], forkHeads: run-as-this-server }')).toThrow(
      'forkHeads',
    );
    expect(() => server(', forkHeads: yes')).toThrow('forkHeads');
  });

  it('is something that the operator hears of whenever they look', () => {
    const told = (config: typeof on) =>
      wayFindings({ ...config, github }).filter(({ what }) => what.includes('code of forks may run here'));
    expect(told(on)).toMatchObject([{ state: 'missing', what: expect.stringContaining('acme/shop') }]);
    expect(told(server(''))).toEqual([]);
  });

  it('needs a clone that the server keeps itself', () => {
    const text = 'repositories: { acme/shop: { path: /srv/shop, forkHeads: run-as-this-server } }';
    expect(() => readServerConfig({ name: 'server.yml', text }, {})).toThrow('`url`');
  });

  it('counts what its author was allowed for the head that was there then', async () => {
    const place = desk({ permits: ['outsider'] });
    await expect(admitFork({ pull: 34, found }, place)).rejects.toThrow('moved after its author was allowed');
    await vouchFor('Outsider', place);
    expect(await admitFork({ pull: 34, found }, place)).toEqual({ pull: 34, commit: head });
    await expect(admitFork({ pull: 34, found: { ...found, revision: other } }, place)).rejects.toThrow(
      'moved after its author was allowed',
    );
  });

  it('vouches for the head that the comment was written under, not for one that was pushed after it', async () => {
    const place = desk({ permits: ['outsider'] });
    await noteHead({ ticket: pullTicket, commit: other, at: '2022-08-16T07:00:00Z' }, place);
    await noteHead({ ticket: pullTicket, commit: head, at: '2022-08-16T08:00:01Z' }, place);
    await vouchFor('Outsider', place);
    await expect(admitFork({ pull: 34, found }, place)).rejects.toThrow('moved after its author was allowed');
  });

  it.each([
    ['on another ticket', { ticket: { ...pullTicket, key: '35' } }],
    ['in Jira, where the same name may be another person', { ticket: { ...pullTicket, tracker: 'jira' } }],
  ] as const)('counts no permit %s', async (_, comment) => {
    const place = desk({ permits: ['outsider'], comment });
    await vouchFor('Outsider', place);
    await expect(admitFork({ pull: 34, found }, place)).rejects.toThrow('whose role');
  });

  it('is searched below its head for those alone whose role lets them run', async () => {
    const bisect = { kind: 'bisect', good: { kind: 'name', name: 'main' } } as const;
    const place = desk({ permits: ['outsider'] });
    await vouchFor('outsider', place);
    expect(await chosenRevision({}, place)).toMatchObject({ fork: { pull: 34 } });
    await expect(chosenRevision({ question: bisect }, place)).rejects.toThrow('the commits below #34');
    const chosen = await chosenRevision({ question: bisect }, desk({ role: 'run' }));
    expect(chosen).toMatchObject({ fork: { pull: 34 } });
  });

  it('counts no permit of somebody else', async () => {
    const place = desk({ permits: ['driftx'] });
    await vouchFor('driftx', place);
    await expect(admitFork({ pull: 34, found }, place)).rejects.toThrow('`allow outsider`');
    const both = desk({ permits: ['driftx', 'outsider'] });
    await vouchFor('driftx', both);
    await expect(admitFork({ pull: 34, found }, both)).rejects.toThrow('moved after its author was allowed');
  });

  it('of somebody whose role lets them run is not run at a head that came after it', async () => {
    const place = desk({ role: 'run' });
    await noteHead({ ticket: pullTicket, commit: other, at: '2022-08-16T07:00:00Z' }, place);
    await expect(chosenRevision({}, place)).rejects.toThrow('after your comment');
  });

  /** By the host's clock; of heads this server was never told. */
  const pushed = (pushedAt: string) => ({ ...found, fork: { name: 'outsider/shop', pushedAt } });

  it.each([
    ['the same second', '2022-08-16T08:00:00Z'],
    ['a second later', '2022-08-16T08:00:01Z'],
  ])('is neither run nor vouched for where its fork was pushed to in %s', async (_, at) => {
    const comment = { createdAt: '2022-08-16T08:00:00.000Z' };
    const runner = desk({ role: 'run', comment });
    await expect(admitFork({ pull: 34, found: pushed(at) }, runner)).rejects.toThrow('after your comment');
    // A flood of later heads pushes the one that was there then out of what is remembered.
    const flooded = desk({ role: 'run', comment });
    for (let second = 1; second < 20; second += 1)
      await noteHead({ ticket: pullTicket, commit: head, at: `2022-08-16T08:00:${10 + second}Z` }, flooded);
    await expect(admitFork({ pull: 34, found: pushed(at) }, flooded)).rejects.toThrow('after your comment');
    const place = desk({ permits: ['outsider'], comment });
    const tracker = { ...place.tracker, defaultRevision: async () => pushed(at) };
    await vouchFor('outsider', { ...place, tracker });
    await expect(admitFork({ pull: 34, found }, place)).rejects.toThrow('moved after its author was allowed');
  });

  it('is run where its fork was pushed to before, and keeps whose it is', async () => {
    const comment = { createdAt: '2022-08-16T08:00:00.000Z' };
    const admitted = await admitFork(
      { pull: 34, found: pushed('2022-08-16T07:59:59Z') },
      desk({ role: 'run', comment }),
    );
    expect(admitted).toEqual({ pull: 34, commit: head, from: 'outsider/shop' });
  });

  it('may not name what is no commit', async () => {
    const hostile = { ...found, revision: '--upload-pack=touch' };
    await expect(admitFork({ pull: 34, found: hostile }, desk({ role: 'run' }))).rejects.toThrow(
      'is a commit',
    );
  });
});
