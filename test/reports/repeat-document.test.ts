import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block, Document } from '../../src/model/document.ts';
import { tally, type Iteration } from '../../src/model/iteration.ts';
import type { FailureGroup } from '../../src/model/signature.ts';
import { repeatDocument } from '../../src/reports/repeat-document.ts';
import type { RepeatReport, Wording } from '../../src/reports/repeat-report.ts';
import { renderTerminal } from '../../src/terminal/render/document.ts';
import { adviceFor, assess } from '../../src/worker/assessment.ts';
import { renderGitHub } from '../../src/trackers/github/markdown.ts';
import { nodesOf, readMarkdown } from '../support/github-reading.ts';
import { hostileText } from '../support/hostile-text.ts';
import { estimate, iterations, run, stories, story, unexecuted } from './stories.ts';

const onTicket: Wording = { audience: 'ticket' };
const inTerminal: Wording = { audience: 'terminal' };

function reportOf(name: string): RepeatReport {
  const report = stories[name];
  if (report === undefined) throw new Error(`no story ${name}`);
  return report;
}

/** A wide terminal's text: easy to search. */
function said(report: RepeatReport, wording: Wording = inTerminal): string {
  return renderTerminal(repeatDocument(report, wording), { width: 1000, colour: false, unicode: true });
}

describe.each(Object.entries(stories))('the report of %s', (_, report) => {
  const { asked, executed, passed, failed, skipped, lost } = report.verdict.counts;

  it('prints both identities, on a ticket and in a terminal', () => {
    const ticket = said(report, onTicket);
    expect(ticket).toContain(`${asked} asked = ${executed} executed + ${skipped} skipped + ${lost} lost`);
    expect(ticket).toContain(`${executed} executed = ${passed} passed + ${failed} failed`);
    const terminal = `executed ${executed} of ${asked} · skipped ${skipped} · lost ${lost} · passed ${passed} · failed ${failed}`;
    expect(said(report)).toContain(terminal);
  });

  it('says the verdict first and gives a command that can be copied', () => {
    const ticket = repeatDocument(report, onTicket);
    expect(ticket.blocks[0]).toMatchObject({ kind: 'headline' });
    const markdown = renderGitHub(ticket);
    const inSight = markdown.slice(0, markdown.indexOf('<details>'));
    expect(inSight).toMatch(
      /\*\*Next:\*\* .*`\/retrial (?:repeat CASTest#\w+ x\d+ ref=cassandra-4\.1(?: unskip)?|compare CASTest#\w+ RELEASE\.\.cassandra-4\.1)`/,
    );
    expect(said(report).split('\n').at(-2)).toMatch(
      /^ {2}retrial (?:repeat CASTest#\w+ -n \d+|compare RELEASE CASTest#\w+) .* -- ant test-jvm-dtest-some$/,
    );
  });

  it('mentions the requester once and nobody else', () => {
    const markdown = renderGitHub(repeatDocument(report));
    expect(markdown.match(/@(?!&#8203;)\w+/g)?.filter((name) => name !== '@Ignore')).toEqual(['@adelapena']);
    expect(said(report)).not.toContain('adelapena');
  });

  it('shows no rate where nothing was executed', () => {
    expect(/\d %/.test(said(report))).toBe(executed > 0);
    expect(/\d %/.test(renderGitHub(repeatDocument(report)))).toBe(executed > 0);
  });
});

describe('the headline', () => {
  it.each<[string, string]>([
    ['flaky-10-of-200', 'FLAKY  10 of 200 runs failed (5.0 %, 95 % CI 2.4–9.0)'],
    [
      'clean-0-of-500',
      'CLEAN SO FAR  0 of 500 failed; a failure rate of 0.6 % or more would have shown (95 %)',
    ],
    ['nothing-ran-200-skipped', 'NOTHING RAN  0 of 200 runs executed the test, all 200 were skipped'],
    [
      'broken-200-of-200',
      'BROKEN  fails every time, 200 of 200 runs failed; a failure rate of 98.5 % or less would have shown a pass (95 %)',
    ],
    ['environment-broken', 'ENVIRONMENT BROKEN  200 of 200 runs lost, 0 executed'],
    ['partly-skipped-140-of-200', 'FLAKY  7 of 140 executed runs failed (5.0 %, 95 % CI 2.0–10.0)'],
    [
      'cancelled-112-of-200',
      'FLAKY (CANCELLED, PARTIAL)  5 of 112 executed runs failed (4.5 %, 95 % CI 1.5–10.1)',
    ],
  ])('of %s is %s', (name, line) => {
    expect(said(reportOf(name)).split('\n')[0]).toBe(line);
  });

  it.each<[string, readonly Iteration[], number, string]>([
    [
      'one run that was skipped',
      unexecuted('skipped', 'x', [1, 1]),
      1,
      '0 of 1 run executed the test, it was skipped',
    ],
    [
      'one run that was lost',
      unexecuted('lost', 'x', [1, 1]),
      1,
      '0 of 1 run executed the test, it was lost',
    ],
    [
      'some skipped, some lost',
      [...unexecuted('skipped', 'x', [1, 150]), ...unexecuted('lost', 'y', [151, 200])],
      200,
      '0 of 200 runs executed the test, 150 skipped and 50 lost',
    ],
    ['nothing asked', [], 0, '0 of 0 runs executed the test, none was asked'],
  ])('counts in the right number with %s', (_, some, asked, line) => {
    const report = story({ kind: 'nothing-ran', asked, iterations: some });
    expect(said(report).split('\n')[0]).toBe(`NOTHING RAN  ${line}`);
  });
});

describe('counts that do not add up', () => {
  it.each([
    { asked: 201, executed: 200, passed: 190, failed: 10, skipped: 0, lost: 0 },
    { asked: 200, executed: 200, passed: 191, failed: 10, skipped: 0, lost: 0 },
  ])('are never shown: %j', (counts) => {
    const report = reportOf('flaky-10-of-200');
    const wrong = { ...report, verdict: { ...report.verdict, counts } };
    expect(() => repeatDocument(wrong)).toThrow(RangeError);
    expect(() => repeatDocument(wrong, inTerminal)).toThrow(RangeError);
  });
});

describe('what must be known before the number is trusted', () => {
  it('names one reason, or each with its count and how many more there are', () => {
    const one = story({ kind: 'nothing-ran', asked: 2, iterations: unexecuted('skipped', 'no JDK', [1, 2]) });
    expect(said(one)).toContain('2 of 2 skipped: no JDK\n');
    const seven = [1, 2, 3, 4, 5, 6, 7].map((at) => unexecuted('skipped', `reason ${at}`, [at, at])).flat();
    const again = unexecuted('skipped', 'reason 3', [8, 9]);
    const many = story({ kind: 'nothing-ran', asked: 9, iterations: [...seven, ...again] });
    expect(said(many)).toContain(
      '9 of 9 skipped: 3× reason 3, 1× reason 1, 1× reason 2, 1× reason 4, 1× reason 5, 2× other reasons',
    );
  });

  it('says what became of iterations that never came back', () => {
    const lost = story({ kind: 'environment-broken', asked: 3, iterations: [] });
    expect(said(lost)).toContain('3 of 3 lost: never came back');
    expect(said({ ...lost, partial: 'interrupted' })).toContain(
      '3 of 3 lost: not run, since it was stopped before',
    );
    expect(said({ ...lost, partial: 'interrupted' })).toContain(
      'The run was interrupted: this is a partial result.',
    );
    const broken = { what: 'npm ci failed', output: '' };
    expect(said({ ...lost, broken })).toContain('3 of 3 lost: npm ci failed');
  });

  it('lets a question that a person stopped go on, and a number of runs begin anew', () => {
    const stopped = {
      ...reportOf('clean-0-of-500'),
      partial: 'interrupted',
    } as const;
    const asked = {
      ...stopped,
      decision: { kind: 'undecided', rate: 0.01, failed: 0, executed: 500, more: 100 },
    } as const;
    expect(said(asked)).toContain(`let it go on\n  retrial repeat --resume ${asked.run.id}\n`);
    expect(said(asked, onTicket)).not.toContain('--resume');
    expect(said({ ...asked, partial: 'cancelled' })).not.toContain('--resume');
    expect(said(stopped)).toContain('run it in full');
  });

  it('says which runs the rate counts when some did not execute', () => {
    expect(said(reportOf('partly-skipped-140-of-200'))).toContain('The rate counts the 140 that ran.');
    expect(said(reportOf('flaky-10-of-200'))).not.toContain('The rate counts');
  });

  it('names once what went another way than its path says, and passes from reports that broke off', () => {
    const odd = (report: RepeatReport, count: number, marks: Partial<Iteration>): RepeatReport => ({
      ...report,
      iterations: report.iterations.map((one, at) => (at < count ? { ...one, ...marks } : one)),
    });
    const clean = reportOf('clean-0-of-500');
    expect(said(odd(clean, 3, { outcome: 'failed', pathSays: 'passed' }))).toContain(
      '3 iterations are marked passed by their paths but failed: counted as failed.',
    );
    expect(said(odd(clean, 1, { pathSays: 'failed' }))).toContain(
      '1 iteration is marked failed by its path but holds no failure: counted as passed.',
    );
    expect(said(odd(clean, 2, { outcome: 'skipped', pathSays: 'failed' }))).toContain(
      '2 iterations are marked failed by their paths but hold no failure: counted as skipped.',
    );
    expect(said(odd(clean, 2, { cutShort: true }))).toContain(
      '2 iterations passed up to where their reports broke off: counted as passed.',
    );
    expect(said(clean)).not.toMatch(/marked|broke off/);
  });

  it('says that exit codes cannot see a skip', () => {
    const report = { ...reportOf('clean-0-of-500'), exitCodesOnly: true };
    expect(said(report)).toContain('exit codes only, skips invisible: add --junit');
    expect(said(reportOf('clean-0-of-500'))).not.toContain('exit codes only');
  });

  it('shows the tail of the shortest log, and only where the environment is to blame', () => {
    const report = reportOf('environment-broken');
    const long = Array.from({ length: 30 }, (_, at) => `line ${at + 1}`).join('\n');
    const logs = [`${long}\n${long}`, long, ' \n'].map((text, at) => ({ iteration: at + 1, text }));
    const { broken: _, ...rest } = report;
    const shown = said({ ...rest, lostLogs: logs });
    expect(shown).toContain('… 10 lines above\n  line 11\n');
    expect(shown).toContain('line 30\n');
    expect(said({ ...reportOf('flaky-10-of-200'), lostLogs: logs })).not.toContain('line 11');
  });
});

describe('the next command', () => {
  it.each<[string, number, number | undefined]>([
    ['clean-0-of-500', 1000, undefined],
    ['clean-0-of-500', 600, 600],
    ['clean-0-of-500', 500, 500],
    ['broken-200-of-200', 10, undefined],
    ['environment-broken', 5, undefined],
    ['nothing-ran-200-skipped', 1, undefined],
    ['cancelled-112-of-200', 200, undefined],
  ])('after %s asks for %d runs where %s are allowed', (name, times, maxCount) => {
    const wording = maxCount === undefined ? onTicket : { ...onTicket, maxCount };
    expect(said(reportOf(name), wording)).toContain(` x${times} ref=cassandra-4.1`);
  });

  it('begins with the word that was configured', () => {
    expect(said(reportOf('flaky-10-of-200'), { ...onTicket, commandWord: 'again' })).toContain(
      '/again compare CAST',
    );
  });

  it('looks at the cause first where a terminal can', () => {
    expect(said(reportOf('nothing-ran-200-skipped'))).toContain('\n  retrial inspect .retrial/r-6b2q\n');
    expect(said(reportOf('environment-broken'))).toContain('\n  retrial doctor\n');
  });
});

describe('the causes', () => {
  const group = (at: number, size: number): FailureGroup => ({
    signature: { id: `s1-${at}`, title: `Cause${at}: x` },
    iterations: Array.from({ length: size }, (_, index) => index + 1),
    scope: 'method',
    phase: 'call',
    example: `example ${at}`,
  });
  const flaky = reportOf('flaky-10-of-200');
  const withGroups = (groups: readonly FailureGroup[]): RepeatReport => ({
    ...flaky,
    groups: groups.map((each) => ({ group: each, estimate: estimate(10, 200) })),
  });

  it('come largest first, twenty at most, and the rest is counted', () => {
    const document = repeatDocument(
      withGroups(Array.from({ length: 57 }, (_, at) => group(at, at === 3 ? 12 : 1))),
    );
    const table = document.blocks.find((block) => block.kind === 'table');
    expect(table?.rows).toHaveLength(20);
    expect(JSON.stringify(table?.rows[0])).toContain('Cause3: x');
    expect(JSON.stringify(document)).toContain('Showing 20 of 57 groups of failures.');
    expect(document.blocks.filter(({ kind }) => kind === 'fold')).toHaveLength(5 + 2);
  });

  it('name at most ten iterations', () => {
    expect(said(withGroups([group(1, 12)]))).toContain('1 2 3 4 5 6 7 8 9 10 and 2 more');
  });

  it('show an example in full up to thirty lines', () => {
    const example = Array.from({ length: 33 }, (_, at) => `line ${at + 1}`).join('\n');
    const markdown = renderGitHub(repeatDocument(withGroups([{ ...group(1, 1), example }])));
    expect(markdown).toContain('line 30\n… 3 more lines in the log\n```');
  });

  it.each<[FailureGroup['scope'], FailureGroup['phase'], string]>([
    ['method', 'call', 'in the test method'],
    ['method', 'setup', 'in the set-up of the method'],
    ['method', 'teardown', 'in the tear-down of the method'],
    ['class', 'call', 'in its class, not in this method'],
    ['class', 'setup', 'in the set-up of its class'],
    ['class', 'teardown', 'in the tear-down of its class, not in this method'],
  ])('of a %s in its %s are said to be %s', (scope, phase, words) => {
    expect(said(withGroups([{ ...group(1, 1), scope, phase }]), onTicket)).toContain(words);
  });
});

describe('machines', () => {
  it('are listed with their counts when there are several, most failures first', () => {
    const markdown = renderGitHub(repeatDocument(reportOf('partly-skipped-140-of-200')));
    expect(markdown).toContain('Ran on 2 machines; failures on 2.');
    expect(markdown).toContain('| slot 1 | 70 | 4 | 30 | 0 |\n| slot 2 | 70 | 3 | 30 | 0 |');
    const one = iterations(200, [1]).map((each) => ({ ...each, machine: 'here' }));
    const single = story({ kind: 'flaky', asked: 200, iterations: one });
    expect(renderGitHub(repeatDocument(single))).not.toContain('machines');
  });
});

describe('hostile texts in a report', () => {
  it('neither break it nor come alive, whatever the run, the reasons and the causes are called', () => {
    const texts = fc.record({
      selector: hostileText,
      revision: hostileText,
      note: hostileText,
      reason: hostileText,
      title: hostileText,
      example: hostileText,
      machine: hostileText,
      verdict: hostileText,
      path: hostileText,
    });
    fc.assert(
      fc.property(texts, (all) => {
        const some = [...iterations(199, [2]), ...unexecuted('lost', all.reason, [200, 200])].map((each) => ({
          ...each,
          machine: each.index === 1 ? all.machine : each.machine,
        }));
        const signature = { id: 's1-x', title: all.title, place: all.title };
        const group: FailureGroup = {
          signature,
          iterations: [2],
          scope: 'class',
          phase: 'setup',
          example: all.example,
        };
        const report: RepeatReport = {
          run: {
            ...run,
            selector: all.selector,
            revision: all.revision,
            note: all.note,
            commit: 'abc',
            overlays: [all.note],
          },
          verdict: {
            kind: 'flaky',
            counts: tally(200, some),
            estimate: estimate(1, 200),
            reasons: [all.verdict],
            wouldChange: all.verdict,
          },
          groups: [{ group, estimate: estimate(1, 200) }],
          iterations: some,
          wallMs: 1,
          exitCodesOnly: false,
          evidence: [{ label: all.path, at: all.path }],
        };
        for (const wording of [onTicket, inTerminal]) {
          const document = repeatDocument(report, wording);
          const nodes = nodesOf(readMarkdown(renderGitHub(document))).map(({ node }) => node.type);
          expect(nodes.filter((type) => type === 'heading')).toHaveLength(1);
          expect(nodes.filter((type) => type === 'html')).toHaveLength(2 * foldsOf(document) + 1);
          const shown = renderTerminal(document, { width: 80, colour: false, unicode: true });
          expect(shown.replace(/[\n\t]/g, '')).not.toMatch(/\p{Cc}/u);
        }
      }),
      { numRuns: 150 },
    );
  });
});

function foldsOf({ blocks }: Document): number {
  return blocks.filter((block: Block) => block.kind === 'fold').length;
}

describe('what to do next', () => {
  const clean = (runs: number, rate?: number): RepeatReport => {
    const own = iterations(runs);
    const { verdict, advice, groups } = assess({ asked: runs, iterations: own });
    const report = { ...reportOf('clean-0-of-500'), verdict, groups, iterations: own };
    return { ...report, ...adviceFor(advice, { verdict, rate }) };
  };

  it('is what the advice says: a flaky test is held against the release before', () => {
    const flaky = reportOf('flaky-10-of-200');
    expect(flaky.advice?.action).toBe('run-more');
    expect(said(flaky)).toContain(`retrial compare RELEASE ${flaky.run.selector} `);
    expect(said(flaky, onTicket)).toContain('RELEASE..cassandra-4.1');
    const at = { ...flaky.run, typed: { options: ['--ref', 'v2', '-j', '2'], command: ['make'] } };
    expect(said({ ...flaky, run: at })).toContain(`RELEASE..v2 ${flaky.run.selector} -j 2 -- make`);
  });

  it('asks for as many clean runs as rule out the rate that matters, and names it', () => {
    expect(said(clean(10))).toContain('-n 299');
    expect(said(clean(10))).toContain('A failure rate of 1 % is not ruled out: that takes 299 clean runs.');
    expect(said(clean(3, 0.0001))).toContain('A failure rate of 0.01 % is not ruled out');
    expect(said(clean(3, 0.0001))).toContain('-n 29956');
    expect(said(clean(300))).not.toContain('is not ruled out');
  });

  it('counts what was asked once more with what was lost, and calls that stopped', () => {
    const retried = { kind: 'retry', runs: 26, by: '', at: '', commentId: '', line: 1, seen: 4 } as const;
    const again = clean(30);
    const counts = { ...again.verdict.counts, asked: 56, lost: 26 };
    const report: RepeatReport = {
      ...again,
      verdict: { ...again.verdict, counts },
      run: { ...again.run, additions: [{ ...retried, afterEnd: true, afterStop: true }] },
    };
    const { notRuledOut: _, ...without } = report;
    expect(said(without)).toContain('-n 60');
    expect(said(without)).toContain('26 of 56 lost: not run, since it was stopped before');
  });
});
