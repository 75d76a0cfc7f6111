import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runCommands, type RunsAsked } from '../../src/commands/wording/next-runs.ts';
import type { WantedRuns } from '../../src/model/wanted-runs.ts';
import { faultsOf } from './fakes.ts';

const settings = {
  defaultCount: 200,
  maxCount: 2_000,
  commandWord: 'retrial',
  lanes: ['jdk8', 'jdk11', 'jdk17'],
};
const apart = { ...settings, laneTests: { jdk11: ['A'] } };
const asked: RunsAsked = { test: 'A#b', runs: [], around: {}, settings };
const skips = [
  { test: 'A#b', path: 'A.java', line: 1, text: '@Ignore', isConditional: false, on: 'test' as const },
];
const [old, fresh] = [{ label: '4.0' }, { label: '4.1' }];

describe('the commands that bring wanted runs', () => {
  it.each<[WantedRuns, Partial<RunsAsked>, string[]]>([
    [{ verb: 'repeat' }, {}, ['repeat A#b x200']],
    [{ verb: 'repeat' }, { around: { builtFrom: { release: '4.1' } } }, ['repeat A#b x200 ref=4.1']],
    [{ verb: 'repeat', of: old, runs: 329, rate: 0.01 }, {}, ['repeat A#b x329 ref=4.0']],
    [{ verb: 'repeat', of: old, runs: 2_995, rate: 0.001 }, {}, ['repeat A#b rate=0.1% ref=4.0']],
    [{ verb: 'repeat', of: old, runs: 29_956, rate: 0.0001 }, {}, ['repeat A#b x2000 ref=4.0']],
    [{ verb: 'repeat', runs: 10 }, { lanes: ['jdk8'] }, ['repeat A#b x10']],
    [{ verb: 'repeat', runs: 10 }, { lanes: ['jdk11'] }, ['repeat A#b x10 lane=jdk11']],
    [{ verb: 'repeat', runs: 10 }, { lanes: ['jdk8', 'jdk11'] }, ['repeat A#b x10 lane=jdk8,jdk11']],
    [{ verb: 'repeat', runs: 10 }, { lanes: ['of old'] }, ['repeat A#b x10']],
    [{ verb: 'repeat', isEverywhere: true }, { lanes: ['jdk11'] }, ['repeat A#b x200 lane=all']],
    [{ verb: 'repeat', isEverywhere: true }, { lanes: ['jdk11'], settings: apart }, ['repeat A#b x200']],
    [{ verb: 'repeat', runs: 10 }, { lanes: ['jdk11'], settings: apart }, ['repeat A#b x10']],
    [{ verb: 'repeat', runs: 10 }, { lanes: ['jdk8'], settings: apart }, ['repeat A#b x10 lane=jdk8']],
    [
      { verb: 'repeat', of: old, runs: 400, afterwards: { before: old, after: fresh } },
      { lanes: ['jdk11'] },
      ['repeat A#b x400 ref=4.0 lane=jdk11', 'compare A#b 4.0..4.1 lane=jdk11'],
    ],
    [
      { verb: 'repeat', of: old, runs: 400, afterwards: { before: old, after: fresh } },
      { around: { skips } },
      ['compare A#b 4.0..4.1 unskip'],
    ],
    [{ verb: 'repeat', of: fresh }, { around: { skips } }, ['repeat A#b x200 ref=4.1 unskip']],
    [
      { verb: 'repeat', of: old },
      { around: { skips, builtFrom: { release: '4.1' } } },
      ['repeat A#b x200 ref=4.0'],
    ],
    [{ verb: 'compare' }, {}, ['compare A#b OLD..NEW']],
    [
      { verb: 'compare' },
      { around: { builtFrom: { release: '4.1', before: '4.0' } } },
      ['compare A#b 4.0..4.1'],
    ],
    [{ verb: 'compare', before: old, after: fresh, runs: 4_000 }, {}, ['compare A#b 4.0..4.1 x2000']],
    [{ verb: 'compare', before: old, after: { label: '#12' } }, {}, ['compare A#b 4.0..#12']],
    [
      { verb: 'compare', before: { label: 'trunk at 51ab0de', commit: '51ab0de'.padEnd(40, '0') } },
      {},
      ['compare A#b 51ab0de00000..NEW'],
    ],
    [{ verb: 'compare', after: { label: 'ann:fix' } }, {}, ['compare A#b OLD..NEW']],
    [{ verb: 'compare-fix', of: fresh }, {}, ['compare A#b 4.1..FIX']],
    [{ verb: 'bisect', before: old }, {}, ['bisect A#b good=4.0']],
    [
      { verb: 'bisect', before: old, after: fresh },
      { around: { skips } },
      ['bisect A#b good=4.0 bad=4.1 unskip'],
    ],
    [{ verb: 'see-it-fail' }, {}, ['repeat A#b ref=OLD tests-from=FIX expect=fail stop=decided']],
  ])('%j with %j', (wanted, more, commands) => {
    expect(runCommands(wanted, { ...asked, ...more })).toEqual(commands.map((one) => `/retrial ${one}`));
  });

  it('names no lane in a project that has none', () => {
    const { lanes: _, ...plainly } = settings;
    const one = { ...asked, settings: plainly, lanes: ['jdk8'] };
    expect(runCommands({ verb: 'repeat', isEverywhere: true }, one)).toEqual(['/retrial repeat A#b x200']);
  });
});

describe('an offered command', () => {
  it('is one that people can post, whatever revisions are called', async () => {
    const label = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.string({
        unit: fc.constantFrom('a', '.', '/', '#', '~', '-', ' ', '`', '"', ':', '@', '\n'),
        maxLength: 8,
      }),
      fc.constantFrom('a..b', 'x.lock', 'a//b', 'v1.', '#0', 'ann:fix', 'x200', 'main~1', '/retrial waive'),
    );
    const revision = fc.record({ label }, { requiredKeys: ['label'] });
    const wanted = fc.oneof(
      fc.record<WantedRuns>({
        verb: fc.constant('repeat'),
        of: revision,
        afterwards: fc.record({ before: revision, after: revision }),
      }),
      fc.record<WantedRuns>({ verb: fc.constant('compare'), before: revision, after: revision }),
      fc.record<WantedRuns>({ verb: fc.constant('compare-fix'), of: revision }),
      fc.record<WantedRuns>({ verb: fc.constant('bisect'), before: revision, after: revision }),
    );
    const builtFrom = fc.record({ release: label, before: label }, { requiredKeys: [] });
    await fc.assert(
      fc.asyncProperty(wanted, builtFrom, async (runs, from) => {
        const commands = runCommands(runs, { ...asked, around: { builtFrom: from } });
        expect(
          (await Promise.all(commands.map((one) => faultsOf(one, { changes: { settings } })))).flat(),
        ).toEqual([]);
      }),
    );
  });
});
