import { describe, expect, it } from 'vitest';
import type { BisectionOutcome } from '../../src/model/bisection.ts';
import type { CommitRange } from '../../src/model/commit-range.ts';
import type { SideEvidence, SidesEvidence } from '../../src/model/question.ts';
import { bisectPlan, bisectionSoFar } from '../../src/plans/bisect.ts';
import type { BisectQuestion } from '../../src/plans/bisect/question.ts';
import { commitOf, failingFrom, idOf, placeOf, play, rangeOf, type World } from './bisect-world.ts';
import { cleanRunsNeeded } from '../../src/statistics/clean-runs.ts';
import { evidenceOf, runs } from './evidence.ts';

const question: BisectQuestion = { range: rangeOf(8), maxParallel: 25 };

/** Evidence by position, 0 for the good end; what came later stands apart. */
function at(
  positions: Readonly<Record<number, string>>,
  later: Readonly<Record<number, string>> = {},
): SidesEvidence {
  const sides = [...Object.entries(positions), ...Object.entries(later)].map(([position, outcomes]) => [
    idOf(Number(position)),
    outcomes,
  ]);
  return evidenceOf(Object.fromEntries(sides) as Record<string, string>);
}

function withBroken(evidence: SidesEvidence, positions: readonly number[]): SidesEvidence {
  const broken: SideEvidence = { iterations: [], asked: 5, broken: 'the set-up failed' };
  return new Map([...evidence, ...positions.map((position) => [idOf(position), broken] as const)]);
}

const step = (evidence: SidesEvidence, asked = question) => bisectPlan(asked)(evidence);

const outcomeOf = (evidence: SidesEvidence, asked = question): BisectionOutcome => {
  const next = step(evidence, asked);
  if (next.kind !== 'done') throw new Error(`not done: ${JSON.stringify(next)}`);
  return next.finding.outcome;
};

/** Orders as positions and runs. */
const ordersOf = (evidence: SidesEvidence, asked = question) => {
  const next = step(evidence, asked);
  return next.kind === 'run'
    ? Object.fromEntries(next.orders.map((order) => [placeOf(order.side).position, order.runs]))
    : next.kind;
};

describe('the ends of a bisection', () => {
  it.each<[string, Record<number, string>, Record<number, number>]>([
    ['nothing is known: ten runs at the bad end', {}, { 8: 10 }],
    ['the bad end is clean so far: as many as a batch may hold', { 8: runs(0, 10) }, { 8: 25 }],
    ['one failure: about one more in a batch', { 8: runs(1, 12) }, { 8: 12 }],
    ['three failures: clean runs at the good end', { 8: runs(3, 30) }, { 0: 25 }],
    ['the last batch is exactly what is missing', { 8: runs(3, 30), 0: runs(0, 40) }, { 0: 10 }],
    ['failures of another cause at the good end do not count', { 8: runs(3, 30), 0: 'yy' }, { 0: 25 }],
  ])('%s', (_, positions, expected) => {
    expect(ordersOf(at(positions))).toEqual(expected);
  });

  it.each<[string, Record<number, string>, Partial<BisectionOutcome>]>([
    [
      'the bad end is clean 299 times: it does not fail there',
      { 8: runs(0, 299) },
      { kind: 'not-failing', badEnd: expect.objectContaining({ failed: 0, executed: 299 }) },
    ],
    [
      'the good end fails in the same way: it is already bad',
      { 8: runs(3, 30), 0: runs(1, 20) },
      { kind: 'already-bad', goodEnd: expect.objectContaining({ failed: 1, executed: 20 }) },
    ],
    ['the bad end is skipped', { 8: 'sss' }, { kind: 'untestable-end', end: 'bad', why: 'skipped' }],
    ['the bad end is lost', { 8: '-----' }, { kind: 'untestable-end', end: 'bad', why: 'lost' }],
    [
      'the good end always fails in another way',
      { 8: runs(3, 30), 0: 'yyyyyyyyyy' },
      { kind: 'untestable-end', end: 'good', why: 'masked', reason: 'YException: cause y happened' },
    ],
  ])('end the search when %s', (_, positions, expected) => {
    expect(outcomeOf(at(positions))).toMatchObject(expected);
  });

  it('end the search when one of them cannot be built, and say why', () => {
    expect(outcomeOf(withBroken(at({}), [8]))).toEqual({
      kind: 'untestable-end',
      end: 'bad',
      why: 'broken',
      reason: 'the set-up failed',
    });
    expect(outcomeOf(withBroken(at({ 8: runs(3, 30) }), [0]))).toMatchObject({ end: 'good', why: 'broken' });
  });

  it('search for the most frequent cause at the bad end, not the most frequent anywhere', () => {
    const evidence = at({ 8: `yxxx${runs(0, 26)}`, 0: 'yyyyyyyy' + runs(0, 12) });
    expect(ordersOf(evidence)).toEqual({ 0: 25 });
    expect(bisectionSoFar(question, evidence).cause?.signature.title).toBe('XException: cause x happened');
  });

  it('search for the cause that was named, even if another fails more often', () => {
    const evidence = at({ 8: `yyyxxxxx${runs(0, 22)}`, 0: runs(1, 20, 'x') });
    const y = bisectionSoFar(question, at({ 8: 'yyy' })).cause?.signature.id ?? '';
    expect(ordersOf(evidence, { ...question, signature: y })).toEqual({ 0: 23 });
    expect(outcomeOf(evidence)).toMatchObject({ kind: 'already-bad' });
  });

  it('end when the named cause never shows because another one always does', () => {
    const asked = { ...question, signature: 's1-0000000000000000' };
    expect(outcomeOf(at({ 8: 'xxxxxxxxxx' }), asked)).toMatchObject({ end: 'bad', why: 'masked' });
  });

  it('go on from a failing good end when it is known to fail too', () => {
    const asked = { ...question, background: 'expected' as const };
    expect(step(at({ 8: runs(9, 30), 0: runs(1, 30) }), asked).kind).toBe('run');
  });
});

const ends = { 8: runs(10, 100), 0: runs(0, 100) };

describe('the search', () => {
  it('runs where it learns most, and never at both ends alone', () => {
    const next = step(at(ends));
    if (next.kind !== 'run') throw new Error(next.kind);
    expect(next.orders.some(({ side }) => ![0, 8].includes(placeOf(side).position))).toBe(true);
    expect(next.aim).toBe('8 of 8 commits still likely');
  });

  it('leaves a commit at its first failure only where one runs at a time', () => {
    const serial = step(at(ends), { ...question, maxParallel: 1, buildCost: 5 });
    const parallel = step(at(ends));
    expect(serial).toMatchObject({ orders: [{ untilFailure: true }] });
    expect(parallel.kind === 'run' && parallel.orders.every((order) => !('untilFailure' in order))).toBe(
      true,
    );
  });

  it('names the culprit with what supports it', () => {
    const outcome = outcomeOf(at({ ...ends, 4: runs(0, 100), 5: runs(9, 100) }));
    expect(outcome).toMatchObject({
      kind: 'culprit',
      culprits: [commitOf(5)],
      before: { failed: 0, executed: 200 },
      from: { failed: 19, executed: 200 },
      lastGood: { commit: commitOf(4), estimate: { executed: 100 } },
      runnerUp: { chance: expect.closeTo(0, 2) },
    });
    expect(outcome.kind === 'culprit' && outcome.confidence).toBeGreaterThan(0.95);
    expect(outcome.kind === 'culprit' && outcome.noChange).toBeLessThan(1e-5);
  });

  it('runs what it is about to name and the commit before it in turns first, and says how both did', () => {
    const lone = at({ ...ends, 4: runs(0, 100), 6: runs(0, 1) }, { 5: runs(9, 90) });
    expect(ordersOf(lone)).toEqual({ 4: 13, 5: 13 });
    const next = step(lone);
    expect(next.kind === 'run' && next.aim).toContain('in turns, 0 of 3 failures');
    const both = at({ ...ends, 4: runs(0, 100), 5: runs(9, 100) });
    expect(outcomeOf(both)).toMatchObject({
      sideBySide: { suspect: { failed: 9, executed: 100 }, parent: { failed: 0, executed: 100 } },
    });
    const budget = { ...question, mostRuns: 391 };
    expect(outcomeOf(lone, budget)).toMatchObject({
      kind: 'unfinished',
      suspects: { first: commitOf(5), last: commitOf(5), commits: 1 },
      more: expect.closeTo(2 * 3 * 10, -1),
    });
  });

  it.each<[string, number, Record<number, string>, number]>([
    ['bad end', 8, { 0: runs(0, 100), 7: runs(0, 99), 8: runs(10, 100) }, 8],
    ['good end', 0, { 0: runs(0, 99), 1: runs(9, 90), 8: runs(10, 100) }, 1],
  ])('names a commit with its doubt when the %s can no longer be run', (_, gone, known, culprit) => {
    const evidence = at(known);
    const side = evidence.get(idOf(gone)) ?? { iterations: [], asked: 0 };
    const outcome = outcomeOf(new Map([...evidence, [idOf(gone), { ...side, broken: 'no such branch' }]]));
    expect(outcome).toMatchObject({ kind: 'culprit', culprits: [commitOf(culprit)] });
    expect(outcome.kind === 'culprit' && outcome.confidence).toBeLessThan(0.9);
  });

  it('names neighbours together when none of those between them can be built', () => {
    const evidence = withBroken(at({ ...ends, 3: runs(0, 100), 6: runs(12, 100) }), [4, 5]);
    expect(outcomeOf(evidence)).toMatchObject({
      kind: 'culprit',
      culprits: [commitOf(4), commitOf(5), commitOf(6)],
    });
  });

  it('takes a commit that skips the test in the midst of the range as saying nothing', () => {
    const evidence = at({ ...ends, 4: runs(0, 100), 6: runs(9, 100) }, { 5: 'sssss' });
    expect(outcomeOf(evidence)).toMatchObject({ kind: 'culprit', culprits: [commitOf(5), commitOf(6)] });
    const tested = bisectionSoFar(question, evidence).levels[0]?.tested ?? [];
    expect(tested.map(({ position, untestable }) => [position, untestable])).toEqual([
      [0, undefined],
      [4, undefined],
      [5, 'skipped'],
      [6, undefined],
      [8, undefined],
    ]);
    expect(tested[2]).toMatchObject({ reason: 'skipped: known bug', counts: { executed: 0, skipped: 5 } });
    expect(tested[2]).not.toHaveProperty('estimate');
  });

  it('asks a commit again whose single run was lost', () => {
    const evidence = at({ ...ends, 4: '-' });
    const tested = bisectionSoFar(question, evidence).levels[0]?.tested ?? [];
    expect(tested.find(({ position }) => position === 4)).not.toHaveProperty('untestable');
  });

  it('gives up a commit that brings nothing any more, and keeps what it brought', () => {
    const evidence = at({ ...ends, 4: `${runs(0, 100)}${'y'.repeat(25)}`, 5: runs(9, 100) });
    const tested = bisectionSoFar(question, evidence).levels[0]?.tested ?? [];
    expect(tested.find(({ position }) => position === 4)).toMatchObject({
      untestable: 'masked',
      otherwise: 25,
      estimate: { failed: 0, executed: 100 },
    });
  });

  it('gives the chances of all culprits to the rows, and they sum to one', () => {
    const { levels } = bisectionSoFar(question, at({ ...ends, 3: runs(1, 10) }));
    const chances = (levels[0]?.tested ?? []).map(({ chance }) => chance ?? Number.NaN);
    expect(chances).toHaveLength(3);
    expect(chances[0]).toBe(0);
    expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 12);
    expect(chances[1]).toBeGreaterThan(0.9);
  });

  it('doubts a culprit that does not separate the failures from the rest, and says what would', () => {
    const short = { range: rangeOf(1), background: 'expected' as const };
    expect(outcomeOf(at({ 0: runs(5, 50), 1: runs(6, 50) }), short)).toMatchObject({
      kind: 'no-change',
      before: { failed: 5, executed: 50 },
      from: { failed: 6, executed: 50 },
    });
    const outcome = outcomeOf(at({ 0: runs(0, 5), 1: runs(3, 30) }), short);
    expect(outcome).toMatchObject({
      kind: 'no-change',
      culprits: [commitOf(1)],
      more: cleanRunsNeeded({ failed: 3, executed: 30 }) - 5,
    });
    // C(30, 3) / C(35, 3): the chance that all three failures fall into the later runs.
    expect(outcome.kind === 'no-change' && outcome.noChange).toBeCloseTo(4060 / 6545, 6);
  });

  it('stops at its budget with the range it has and about how much is missing', () => {
    const evidence = at({ ...ends, 4: runs(0, 12) });
    const outcome = outcomeOf(evidence, { ...question, mostRuns: 212 });
    expect(outcome).toMatchObject({ kind: 'unfinished', stage: 'search', suspects: { last: commitOf(8) } });
    expect(outcome.kind === 'unfinished' && outcome.more).toBeGreaterThan(10);
    const oneMore = step(evidence, { ...question, mostRuns: 213 });
    expect(oneMore.kind === 'run' && oneMore.orders.reduce((sum, { runs: n }) => sum + n, 0)).toBe(1);
  });

  it.each([
    ['at the bad end', { 8: runs(1, 10) }, 10, { stage: 'bad-end' }],
    ['at the good end', { 8: runs(3, 30) }, 30, { stage: 'good-end', more: 50 }],
  ])('stops at its budget %s', (_, positions, mostRuns, expected) => {
    expect(outcomeOf(at(positions), { ...question, mostRuns })).toMatchObject({
      kind: 'unfinished',
      ...expected,
    });
  });

  it('works for the shortest range of all', () => {
    const short = { range: rangeOf(1), maxParallel: 25 };
    expect(outcomeOf(at({ 0: runs(0, 100), 1: runs(5, 100) }), short)).toMatchObject({
      kind: 'culprit',
      culprits: [commitOf(1)],
    });
  });

  it('ignores evidence of commits that are not in the range', () => {
    const elsewhere = new Map([...at(ends), [idOf(77), { iterations: [], asked: 10 }]]);
    expect(step(elsewhere)).toEqual(step(at(ends)));
  });

  it('says which revision the merge base stands in for', () => {
    const beside = commitOf(1, { branch: 'c' });
    const range: CommitRange = { ...question.range, beside };
    expect(bisectionSoFar({ ...question, range }, at({})).beside).toBe(beside);
  });
});

describe('a test that the good end does not run', () => {
  const bad = runs(10, 100);

  it('is first looked for by halves, two runs each', () => {
    expect(ordersOf(at({ 8: bad, 0: 'sssss' }))).toEqual({ 4: 2 });
    expect(ordersOf(at({ 8: bad, 0: 'sssss', 4: 'ss' }))).toEqual({ 6: 2 });
    expect(ordersOf(at({ 8: bad, 0: 'sssss', 4: '..' }))).toEqual({ 2: 2 });
  });

  it('asks again where both runs were lost, then takes the next commit', () => {
    expect(ordersOf(at({ 8: bad, 0: 'sssss', 4: '--' }))).toEqual({ 4: 2 });
    expect(ordersOf(at({ 8: bad, 0: 'sssss', 4: '----' }))).toEqual({ 3: 2 });
  });

  it('began to run, not to fail, when it fails from the first commit on that runs it', () => {
    const evidence = at({ 8: bad, 0: 'sssss', 4: 'ss', 6: '..', 5: runs(6, 100) });
    expect(outcomeOf(evidence)).toMatchObject({
      kind: 'began-to-run',
      boundary: { without: commitOf(4), runs: commitOf(5), between: 0, reason: 'skipped: known bug' },
      at: { failed: 6, executed: 100 },
    });
  });

  it('is searched from there on when it is clean there', () => {
    const evidence = at({ 8: bad, 0: 'sssss', 4: 'ss', 6: '..', 5: '..' });
    expect(ordersOf(evidence)).toEqual({ 5: 25 });
    const cleared = at({ 8: bad, 0: 'sssss', 4: 'ss', 6: runs(0, 150), 5: runs(0, 100), 7: runs(18, 150) });
    const step = bisectPlan(question)(cleared);
    expect(step).toMatchObject({
      kind: 'done',
      finding: {
        outcome: { kind: 'culprit', culprits: [commitOf(7)] },
        boundary: { without: commitOf(4), runs: commitOf(5) },
      },
    });
    const tested = step.kind === 'done' ? (step.finding.levels[0]?.tested ?? []) : [];
    expect(tested.map(({ position, chance }) => [position, chance === undefined])).toEqual([
      [0, true],
      [4, true],
      [5, false],
      [6, false],
      [7, false],
      [8, false],
    ]);
  });

  it('began to run at the bad end itself when nothing before it runs it', () => {
    const evidence = at({ 8: bad, 0: 'sssss', 4: 'ss', 6: 'ss', 7: 'ss' });
    expect(outcomeOf(evidence)).toMatchObject({ kind: 'began-to-run', boundary: { runs: commitOf(8) } });
  });

  it('counts the commits at the boundary that cannot be run', () => {
    const evidence = withBroken(at({ 8: bad, 0: 'sssss', 5: runs(2, 10), 2: 'ss' }), [3, 4]);
    expect(outcomeOf(evidence)).toMatchObject({ kind: 'began-to-run', boundary: { between: 2 } });
  });

  it('is reported unfinished when the budget ends before the boundary is found', () => {
    expect(outcomeOf(at({ 8: bad, 0: 'sssss' }), { ...question, mostRuns: 105 })).toMatchObject({
      kind: 'unfinished',
      stage: 'boundary',
    });
  });
});

describe('a merge as culprit', () => {
  const range = rangeOf(8, [5]);
  const asked: BisectQuestion = { range, maxParallel: 25 };
  const merge = idOf(5);
  const outside = { ...ends, 4: runs(0, 150), 5: runs(15, 150) };
  const branch: CommitRange = {
    good: commitOf(4),
    commits: [1, 2, 3].map((position) => commitOf(position, { branch: 'b' })).concat(range.commits[4] ?? []),
  };
  const inside = new Map([[merge, branch]]);

  it('asks for its inside', () => {
    expect(step(at(outside), asked)).toEqual({ kind: 'expand', merge });
  });

  it('is named itself when nobody wants to look inside', () => {
    expect(outcomeOf(at(outside), { ...asked, intoMerges: false })).toMatchObject({
      kind: 'culprit',
      culprits: [{ id: merge }],
    });
    expect(bisectionSoFar(asked, at(outside)).outcome).toMatchObject({ culprits: [{ id: merge }] });
  });

  it('is named itself when it brought in nothing', () => {
    const alone = new Map([[merge, { good: commitOf(4), commits: [range.commits[4] ?? commitOf(5)] }]]);
    expect(outcomeOf(at(outside), { ...asked, inside: alone })).toMatchObject({ culprits: [{ id: merge }] });
  });

  it('is named itself when it joined several branches at once', () => {
    const octopus = { ...commitOf(5), parents: [idOf(4), idOf(1, 'b'), idOf(1, 'c')] };
    const commits = range.commits.map((commit) => (commit.id === merge ? octopus : commit));
    expect(outcomeOf(at(outside), { ...asked, range: { ...range, commits } })).toMatchObject({
      kind: 'culprit',
      culprits: [octopus],
    });
  });

  it('is searched inside with what the range outside has shown already', () => {
    const next = step(at(outside), { ...asked, inside });
    if (next.kind !== 'run') throw new Error(next.kind);
    expect(next.orders.every(({ side }) => placeOf(side).branch === 'b')).toBe(true);
    expect(next.aim).toContain('inside a merge');
  });

  it('gives way to a commit of the branch it merged', () => {
    const world: World = (id, random) => {
      const { branch: line, position } = placeOf(id);
      const isBad = line === 'b' ? position >= 2 : position >= 5;
      return isBad && random(10) === 0 ? 'x' : '.';
    };
    const { finding, expanded } = play(asked, world, { seed: 3, insides: inside });
    expect(expanded).toEqual([merge]);
    expect(finding.outcome).toMatchObject({ kind: 'culprit', culprits: [commitOf(2, { branch: 'b' })] });
    expect(finding.outcome.kind === 'culprit' && finding.outcome.confidence).toBeGreaterThan(0.95);
    expect(finding.levels.map(({ merge: entered, commits }) => [entered?.id, commits])).toEqual([
      [undefined, 8],
      [merge, 4],
    ]);
  });

  it('stays the culprit when its branch alone is clean', () => {
    const world: World = (id, random) => {
      const { branch: line, position } = placeOf(id);
      return line === 'a' && position >= 5 && random(5) === 0 ? 'x' : '.';
    };
    const { finding } = play(asked, world, { seed: 4, insides: inside });
    expect(finding.outcome).toMatchObject({ kind: 'culprit', culprits: [{ id: merge }] });
    expect(finding.levels).toHaveLength(2);
  });

  it('is not entered when it is the good neighbour of the culprit', () => {
    const { finding, expanded } = play(asked, failingFrom(6, 0.2), { seed: 6, insides: inside });
    expect(expanded).toEqual([]);
    expect(finding.outcome).toMatchObject({ culprits: [{ id: idOf(6) }] });
  });
});

describe('a search that may try so many commits', () => {
  const range = rangeOf(64);
  const limited = { range, maxParallel: 25, mostSteps: 4 };
  const tried = ({ rounds }: ReturnType<typeof play>) => rounds.at(-1)?.size ?? 0;

  it('ends where it would try one more, and says what is left', () => {
    const free = play({ range, maxParallel: 25 }, failingFrom(40, 0.3));
    const short = play(limited, failingFrom(40, 0.3));
    expect(tried(free)).toBeGreaterThan(4);
    expect(tried(short)).toBeLessThanOrEqual(4);
    expect(short.finding.outcome).toMatchObject({ kind: 'unfinished', stage: 'search', triedAll: 4 });
    const { outcome } = short.finding;
    const left = outcome.kind === 'unfinished' ? outcome.suspects : undefined;
    expect(placeOf(left?.first.id ?? '').position).toBeLessThanOrEqual(40);
    expect(placeOf(left?.last.id ?? '').position).toBeGreaterThanOrEqual(40);
  });

  it('gives the ends room: with two it shows them and searches nothing', () => {
    expect(play({ ...limited, mostSteps: 2 }, failingFrom(40, 0.3)).finding.outcome).toMatchObject({
      kind: 'unfinished',
      stage: 'search',
    });
  });

  it('goes as it would where the limit is not met', () => {
    const free = play({ range, maxParallel: 25 }, failingFrom(40, 0.3));
    expect(play({ ...limited, mostSteps: 60 }, failingFrom(40, 0.3)).finding).toEqual(free.finding);
  });
});
