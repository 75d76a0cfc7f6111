import { describe, expect, it } from 'vitest';
import { commentOf, plain, post, worldOf, type WorldOptions } from './fakes.ts';

const jira = { ticket: { tracker: 'jira', project: 'SHOP', key: 'SHOP-1' } } as const;
const at = '2022-08-15T08:00:00.000Z';

/** What a person who decides gets for an answer, and who may run here afterwards. */
async function decide(text: string, options: WorldOptions = {}) {
  const { replies, permits } = await post(text, { ...options, changes: { right: 'decide' } });
  const [reply] = replies;
  return { said: plain(reply?.document), codes: reply?.codes, allowed: permits.map(({ login }) => login) };
}

describe('allow and disallow', () => {
  it.each([
    ['a GitHub mention', '/retrial allow @belliottsmith', {}, 'belliottsmith'],
    ['a GitHub name', '/retrial permit belliottsmith', {}, 'belliottsmith'],
    ['a Jira mention', '/retrial allow [~jane.doe]', jira, 'jane.doe'],
    ['a Jira name', '/retrial allow jane.doe', jira, 'jane.doe'],
    ['a mention of Jira Cloud', '/retrial allow [~accountid:557058:5b10-ac8d]', jira, '557058:5b10-ac8d'],
  ])('reads %s', async (_, text, comment, login) => {
    const { said, allowed } = await decide(text, { comment });
    expect(allowed).toEqual([login]);
    expect(said).toContain(`\`${login}\` may start and stop runs here now.`);
    expect(said).toContain(`\`/retrial disallow ${login}\``);
  });

  it('says on a pull request what a permit means for the code of a fork', async () => {
    const words = 'Code of a fork is run for nobody here, unless';
    const settings = { ...worldOf('').context.settings, runsForks: true } as const;
    const there = { comment: { isPullRequest: true }, changes: { settings, right: 'decide' as const } };
    const { replies } = await post('/retrial allow @friend', there);
    expect(plain(replies[0]?.document)).toContain(
      'this is for the head that it had when that was written: after a push',
    );
    expect((await decide('/retrial allow @friend', { comment: { isPullRequest: true } })).said).toContain(
      words,
    );
    expect((await decide('/retrial allow @friend')).said).not.toContain(words);
  });

  it('takes the account of a Jira Cloud mention, not the name that it shows', async () => {
    const text = (value: string) => ({ type: 'text', text: value });
    const mention = { type: 'mention', attrs: { id: '557058:5b10-ac8d', text: '@benedict' } };
    const content = [{ type: 'paragraph', content: [text('/retrial allow '), mention] }];
    const document = JSON.stringify({ type: 'doc', version: 1, content });
    const { allowed } = await decide(document, { comment: { ...jira, markup: 'adf' } });
    expect(allowed).toEqual(['557058:5b10-ac8d']);
  });

  it('takes back what was given, and says when there was nothing', async () => {
    const permits = [{ login: 'belliottsmith', by: 'adelapena', at }];
    const taken = await decide('/retrial disallow @belliottsmith', { permits });
    expect(taken.allowed).toEqual([]);
    expect(taken.said).toContain('may no longer run here by permit');
    expect((await decide('/retrial disallow @somebody', { permits })).said).toContain('had no permit here');
  });

  it.each([
    ['oneself', '/retrial allow @DriftX', 'E-VALUE', 'about somebody else'],
    ['oneself taken back', '/retrial disallow @driftx', 'E-VALUE', 'about somebody else'],
    ['nobody', '/retrial allow', 'E-MISSING', 'needs a person'],
    ['what is no name', '/retrial allow "a; rm -rf /"', 'E-VALUE', "isn't the name of an account"],
    ['another tracker’s name', '/retrial allow jane.doe', 'E-VALUE', "isn't the name of an account"],
    ['a bot', '/retrial allow @dependabot[bot]', 'E-VALUE', "isn't the name of an account"],
  ])('refuses %s', async (_, text, code, words) => {
    const { said, codes, allowed } = await decide(text);
    expect(codes).toEqual([code]);
    expect(said).toContain(words);
    expect(allowed).toEqual([]);
  });

  it.each(['run', 'read'] as const)('is refused to those who may only %s', async (right) => {
    const { replies, permits } = await post('/retrial allow @friend', { changes: { right } });
    expect(replies[0]?.codes).toEqual(['E-DENIED']);
    expect(permits).toEqual([]);
  });

  it('stops at fifty people on one ticket', async () => {
    const permits = Array.from({ length: 50 }, (_, index) => ({ login: `p${index}`, by: 'a', at }));
    const { codes, allowed } = await decide('/retrial allow @onemore', { permits });
    expect(codes).toEqual(['E-BUDGET']);
    expect(allowed).toHaveLength(50);
  });

  it('shows in config who may run here, mentioning nobody', async () => {
    const permits = [{ login: 'belliottsmith', by: 'adelapena', at }];
    const { said } = await decide('/retrial config', { permits });
    expect(said).toContain('- `belliottsmith` may run on this ticket, says `adelapena`, 2022-08-15');
    expect((await decide('/retrial config')).said).not.toContain('may run');
  });

  it('is what a refusal tells people to ask for', async () => {
    const { replies } = await post('/retrial repeat A#x', { changes: { right: 'read' } });
    expect(plain(replies[0]?.document)).toContain(`\`/retrial allow @${commentOf('').author.login}\``);
  });
});
