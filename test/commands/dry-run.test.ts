import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/commands/command.ts';
import * as registry from '../../src/commands/registry.ts';
import { plain, post, type WorldOptions } from './fakes.ts';

const commands: readonly Command[] = Object.values(registry);
const at = '2022-08-15T08:00:00.000Z';
const ticket = { tracker: 'github', project: 'apache/cassandra', key: '17461' } as const;

/** What came of a comment, beside its answer. */
async function say(text: string, changes: WorldOptions['changes'], more: WorldOptions = {}) {
  const permits = [{ login: 'friend', by: 'adelapena', at }];
  const links = [{ ticket, kind: 'test' as const, target: 'A#b', by: 'adelapena', at }];
  const world = await post(text, { permits, links, ...more, changes: { right: 'decide', ...changes } });
  const { replies, started, cancelled, decided, added, turned } = world;
  const done = [...started, ...cancelled, ...decided, ...added, ...turned];
  const left = [world.permits.map(({ login }) => login), world.links.map(({ target }) => target)];
  return { said: plain(replies[0]?.document), codes: replies[0]?.codes, done, left };
}

const untouched = [['friend'], ['A#b']];

describe('a dry run', () => {
  it('can be asked for of every command that would do something', () => {
    const doing = commands.filter(({ right, name }) => right !== 'read' || name === 'digest');
    expect(doing.length).toBeGreaterThan(15);
    expect(doing.filter(({ keys }) => !Object.hasOwn(keys, 'dry-run')).map(({ name }) => name)).toEqual([]);
  });

  it.each([
    ['allow @other dry-run', 'could start and stop runs here then'],
    ['disallow @friend dry-run', 'could no longer run here'],
    ['disallow @nobody dry-run', 'had no permit here'],
    ['link C#d dry-run', 'would track the test `C#d`'],
    ['unlink dry-run', '1 link would be taken back'],
    ['unlink C#d dry-run', 'there is no such link here'],
    ['digest weekly off dry-run', 'would turn off weekly'],
    ['digest off dry-run', 'would turn off weekly'],
  ])('of %s says what would come of it, to anybody, and changes nothing', async (line, words) => {
    const { said, codes, done, left } = await say(`/retrial ${line}`, { right: 'read' });
    expect({ codes, done, left }).toEqual({ codes: undefined, done: [], left: untouched });
    expect(said).toContain(words);
  });

  it('of a digest is for those who may post one: all of it is shown', async () => {
    const line = '/retrial digest weekly now dry-run';
    expect((await say(line, { right: 'read' })).codes).toEqual(['E-DENIED']);
    const { said, done } = await say(line, { right: 'run' });
    expect(said).toContain('`weekly` would be posted here. It was not.');
    expect(done).toEqual([]);
  });

  it('of a digest that is not there says which there are', async () => {
    expect((await say('/retrial digest monthly off dry-run', {})).codes).toEqual(['E-VALUE']);
  });
});

describe('a server that runs dry', () => {
  it.each([
    'repeat A#b x20',
    'compare trunk..fix A#b',
    'allow @other',
    'disallow @friend',
    'link C#d',
    'unlink',
    'digest off',
    'digest weekly now',
    'blocker',
    'defer to=4.2 reason=x',
    'waive reason=x',
    'ignore A#b reason=x until=4.2',
    'unignore A#b',
  ])('answers %s with what it would do, and does nothing', async (line) => {
    const { settings } = (await post('/retrial ping', {})).context;
    const { said, codes, done, left } = await say(`/retrial ${line}`, {
      settings: { ...settings, isDry: true },
    });
    expect({ codes, done, left }).toEqual({ codes: undefined, done: [], left: untouched });
    expect(said).toContain('This server runs dry (`dryRun: true` in its settings)');
    expect(said).not.toContain('post the command without dry-run');
  });

  it('says nothing of it where a command only reads', async () => {
    const { settings } = (await post('/retrial ping', {})).context;
    const { said } = await say('/retrial config', { settings: { ...settings, isDry: true } });
    expect(said).not.toContain('runs dry');
  });
});
