import { describe, expect, it } from 'vitest';
import { plain, post, runOf, type WorldOptions } from './fakes.ts';

async function say(text: string, options: WorldOptions = {}) {
  const { replies, links } = await post(text, options);
  return { said: plain(replies[0]?.document), codes: replies[0]?.codes, links };
}

describe('link and unlink', () => {
  it('ties the ticket to a test, and says what carries it already', async () => {
    const { said, links } = await say('/retrial link CASTest#testConflictingWrites');
    expect(links).toMatchObject([{ kind: 'test', target: 'CASTest#testConflictingWrites', by: 'driftx' }]);
    expect(said).toContain('This ticket now tracks the test `CASTest#testConflictingWrites`.');
    expect(said).toContain(
      '12 failures in 7 builds of ordinary CI carry it already, the oldest of 2022-07-03',
    );
    expect(said).toContain('`/retrial unlink CASTest#testConflictingWrites`');
  });

  it('takes the id of a cause for one', async () => {
    const { said, links } = await say('/retrial link s1-0123456789ABCDEF');
    expect(links).toMatchObject([{ kind: 'signature', target: 's1-0123456789abcdef' }]);
    expect(said).toContain('the cause `s1-0123456789abcdef`');
  });

  it('takes the test of the last run where none is named', async () => {
    expect((await say('/retrial link', { runs: [runOf('r-aaaa')] })).links).toHaveLength(1);
    expect((await say('/retrial link')).codes).toEqual(['E-MISSING']);
  });

  it('says in a dry run what would be tied, and ties nothing', async () => {
    const { said, links } = await say('/retrial link A#x dry-run');
    expect(links).toEqual([]);
    expect(said).toContain('Dry run: this ticket would track the test `A#x`. Nothing was tied.');
  });

  it('takes back one link, or all of them', async () => {
    const { said, links } = await say('/retrial link A#x\n/retrial link A#y\n/retrial unlink A#x');
    expect(links).toMatchObject([{ target: 'A#y' }]);
    expect(said).toContain('This ticket now tracks');
    expect((await say('/retrial unlink')).said).toContain('There was no such link here');
  });

  it('names for taking back what the ticket was tied to, however that is called', async () => {
    const title = '/retrial link "src/cart.test.ts > adds one"';
    const { said, links } = await say(title);
    const [, undo = ''] = /Take it back with `(.*?)`\.$/.exec(said) ?? [];
    expect(undo).toBe('/retrial unlink "src/cart.test.ts > adds one"');
    expect(
      (await say(undo, { links: links.flatMap((one) => [one, { ...one, target: 'A#x' }]) })).links,
    ).toMatchObject([{ target: 'A#x' }]);
  });

  it('says again what was tied before an answer was lost, though the ticket is full now', async () => {
    const [one] = (await say('/retrial link A#x')).links;
    if (one === undefined) throw new Error('nothing was tied');
    const full = Array.from({ length: 50 }, (_, at) => ({ ...one, target: `A#x${at}` }));
    expect((await say('/retrial link A#x7', { links: full })).said).toContain('tracked it already');
    expect((await say('/retrial link A#y', { links: full })).codes).toEqual(['E-BUDGET']);
  });

  it.each([
    ['what a shell would act on', '/retrial link "a; rm -rf /"', {}, 'E-VALUE'],
    ['people who may only read', '/retrial link A#x', { changes: { right: 'read' } }, 'E-DENIED'],
  ] as const)('refuses %s', async (_, text, options, code) => {
    const { codes, links } = await say(text, options);
    expect(codes).toEqual([code]);
    expect(links).toEqual([]);
  });

  it('is not said where few can read, since every report shows it', async () => {
    const visibility = { type: 'role', value: 'Security' } as const;
    const ticket = { tracker: 'jira', project: 'SHOP', key: 'SHOP-1', visibility } as const;
    const { codes, links } = await say('/retrial link A#x', { comment: { ticket } });
    expect(codes).toEqual(['E-VALUE']);
    expect(links).toEqual([]);
  });
});
