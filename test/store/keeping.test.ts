import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepWithin, type EvidenceRows } from '../../src/store/keeping.ts';
import { Death, mortal, type Fate } from '../support/mortal.ts';
import { scratch } from '../support/scratch.ts';
import { evidencePlaces, folderPlace, type EvidencePlace } from './evidence-places.ts';

const home = scratch('keeping');
const dayMs = 86_400_000;

interface KnownRun {
  readonly id: string;
  readonly endedAt: number;
  /** A decision names it, or it goes on. */
  readonly isPinned: boolean;
}

/** What the database does, in memory. */
class Rows implements EvidenceRows {
  readonly runs = new Map<string, KnownRun>();
  links: { readonly run: string; readonly digest: string }[] = [];

  private readonly name: string;

  constructor(name = 'this-store') {
    this.name = name;
  }

  async id(): Promise<string> {
    return this.name;
  }

  async decided(digests: readonly string[]): Promise<ReadonlySet<string>> {
    const links = this.links.filter(({ run }) => this.runs.get(run)?.isPinned === true);
    const all = new Set(links.map(({ digest }) => digest));
    return new Set(digests.filter((digest) => all.has(digest)));
  }

  async named(digests: readonly string[]): Promise<ReadonlySet<string>> {
    const all = new Set(this.links.map(({ digest }) => digest));
    return new Set(digests.filter((digest) => all.has(digest)));
  }

  async oldest(before: string): Promise<string | undefined> {
    const free = [...this.runs.values()].filter((run) => !run.isPinned && run.endedAt < Date.parse(before));
    return free.toSorted((a, b) => a.endedAt - b.endedAt || a.id.localeCompare(b.id))[0]?.id;
  }

  async letGo(run: string): Promise<readonly string[]> {
    const gone = this.links.filter((link) => link.run === run).map(({ digest }) => digest);
    this.links = this.links.filter((link) => link.run !== run);
    this.runs.delete(run);
    return gone;
  }
}

interface House extends EvidencePlace {
  readonly rows: Rows;
}

async function keep({ files, rows }: Pick<House, 'files' | 'rows'>, mostBytes: number, before?: string) {
  const limits = { mostBytes, now: new Date(), ...(before === undefined ? {} : { before }) };
  return keepWithin(limits, { rows, files });
}

async function put(
  { files, rows }: Pick<House, 'files' | 'rows'>,
  run: KnownRun,
  contents: readonly string[],
): Promise<void> {
  rows.runs.set(run.id, run);
  for (const content of contents)
    rows.links.push({ run: run.id, digest: await files.put(Buffer.from(content)) });
}

const runOf = (id: string, daysAgo: number, isPinned = false): KnownRun => ({
  id,
  endedAt: Date.now() - daysAgo * dayMs,
  isPinned,
});

async function missing({ files, rows }: House): Promise<readonly string[]> {
  const states = await Promise.all(rows.links.map(async ({ digest }) => files.state(digest)));
  return states.filter((state) => state !== 'whole');
}

describe.each(evidencePlaces)('keeping evidence in $name', ({ start, tries }) => {
  let place: Awaited<ReturnType<typeof start>>;

  beforeAll(async () => {
    place = await start(home);
  });

  afterAll(() => place.close());

  const newHouse = (): House => ({ ...place.create(), rows: new Rows() });

  it('lets the oldest go until there is room, and never what a decision names', async () => {
    const house = newHouse();
    for (const [id, days, isPinned] of [
      ['r-old', 9, false],
      ['r-named', 8, true],
      ['r-mid', 7, false],
      ['r-new', 6, false],
    ] as const)
      await put(house, runOf(id, days, isPinned), [`only of ${id}`, 'shared by all']);
    await house.age();
    const all = await keep(house, Infinity);
    expect([all.runs, all.files, all.isOver]).toEqual([[], 0, false]);
    expect(all.decidedBytes).toBeGreaterThan(0);
    const some = await keep(house, all.bytes - all.decidedBytes - 1);
    expect([some.runs, some.files]).toEqual([['r-old'], 1]);
    expect(some.bytes + some.freed).toBe(all.bytes);
    const none = await keep(house, 0);
    expect([none.runs, none.isOver, none.files]).toEqual([['r-mid', 'r-new'], false, 2]);
    expect(none.bytes).toBe(none.decidedBytes);
    expect(house.rows.links.map(({ run }) => run)).toEqual(['r-named', 'r-named']);
    expect(await missing(house)).toEqual([]);
  });

  it('leaves room for others, however much decisions rest on', async () => {
    const house = newHouse();
    await put(house, runOf('r-decided', 9, true), ['x'.repeat(40), 'y'.repeat(40), 'z'.repeat(40)]);
    await put(house, runOf('r-undecided', 2), ['short']);
    await house.age();
    const { bytes, decidedBytes } = await keep(house, Infinity);
    const { runs, isOver } = await keep(house, bytes - decidedBytes);
    expect(decidedBytes).toBeGreaterThan(bytes - decidedBytes);
    expect([runs, isOver]).toEqual([[], false]);
  });

  it('touches nothing of another store’s, whose database names none of it', async () => {
    const house = newHouse();
    await put(house, runOf('r-1', 9), ['a', 'b']);
    await house.age();
    expect((await keep(house, Infinity)).isForeign).toBe(false);
    const other = { ...house, rows: new Rows('another-store') };
    await put(other, runOf('r-2', 9), ['a', 'b', 'c', 'd', 'e']);
    await house.age();
    const kept = await keep(other, 0);
    expect([kept.isForeign, kept.files, kept.runs]).toEqual([true, 0, []]);
    expect(await missing(house)).toEqual([]);
    expect((await keep(house, Infinity)).files).toBe(3);
  });

  it('leaves a folder from before it said whose it is to the store that names most of it', async () => {
    const house = newHouse();
    await put(house, runOf('r-1', 9), ['a', 'b', 'c']);
    await put({ ...house, rows: new Rows() }, runOf('r-0', 9), ['orphan']);
    await house.age();
    expect((await keep(house, Infinity)).files).toBe(1);
    const unclaimed = newHouse();
    await put(unclaimed, runOf('r-1', 9), ['a', 'b', 'c']);
    await unclaimed.age();
    const stranger = { ...unclaimed, rows: new Rows('another-store') };
    expect((await keep(stranger, 0)).isForeign).toBe(true);
    await put(stranger, runOf('r-2', 9), ['d', 'e', 'f', 'g', 'h']);
    expect((await keep(stranger, 0)).isForeign).toBe(true);
  });

  it('lets go what is too old though there is room, and nothing of the last hour', async () => {
    const house = newHouse();
    await put(house, runOf('r-old', 9), ['a']);
    await put(house, runOf('r-new', 2), ['b']);
    await put(house, runOf('r-now', 0), ['c']);
    await house.age();
    const before = new Date(Date.now() - 5 * dayMs).toISOString();
    expect((await keep(house, Infinity, before)).runs).toEqual(['r-old']);
    expect((await keep(house, 0, new Date().toISOString())).runs).toEqual(['r-new']);
  });

  it('removes what nobody names, once it is old', async () => {
    const house = newHouse();
    await put(house, runOf('r-1', 9), ['kept']);
    const orphan = await house.files.put(Buffer.from('never linked'));
    expect((await keep(house, Infinity)).files).toBe(0);
    expect(house.paths()).toHaveLength(2);
    await house.age();
    expect((await keep(house, Infinity)).files).toBe(1);
    expect(await house.files.state(orphan)).toBe('missing');
    expect(house.paths()).toHaveLength(1);
    expect(await missing(house)).toEqual([]);
  });

  it('keeps what is put and linked after it was found unnamed', async () => {
    const house = newHouse();
    await house.files.put(Buffer.from('back again'));
    await house.age();
    const named = house.rows.named.bind(house.rows);
    house.rows.named = async (digests) => {
      const answer = await named(digests);
      await put(house, runOf('r-late', 0), ['back again']);
      return answer;
    };
    expect((await keep(house, 0)).files).toBe(0);
    expect(await missing(house)).toEqual([]);
  });

  it('keeps what is put at the very instant it is removed', async () => {
    const house = newHouse();
    for (let round = 0; round < tries / 2; round += 1) {
      const digest = await house.files.put(Buffer.from('the same'));
      await house.age();
      const young = new Date(Date.now() - 3_600_000);
      await Promise.all([
        house.files.remove(digest, young),
        house.files.put(Buffer.from('the same')),
        house.files.put(Buffer.from('the same')),
      ]);
      expect(await house.files.state(digest)).toBe('whole');
    }
  });

  const content = fc.integer({ min: 0, max: 12 }).map((n) => `content ${n} `.repeat(n));
  const known = fc.record({
    daysAgo: fc.integer({ min: 1, max: 20 }),
    isPinned: fc.boolean(),
    contents: fc.array(content, { maxLength: 4 }),
  });

  it('killed at any step, loses nothing that is named, and ends the next time', async () => {
    const property = fc.asyncProperty(
      fc.array(known, { maxLength: 5 }),
      fc.integer({ min: 0, max: 400 }),
      fc.integer({ min: 2, max: 90 }),
      async (all, mostBytes, strikesAt) => {
        const house = newHouse();
        for (const [at, { daysAgo, isPinned, contents }] of all.entries())
          await put(house, runOf(`r-${at}`, daysAgo, isPinned), contents);
        await house.age();
        const free = [...house.rows.runs.values()]
          .filter(({ isPinned }) => !isPinned)
          .toSorted((a, b) => a.endedAt - b.endedAt || a.id.localeCompare(b.id))
          .map(({ id }) => id);
        const fate: Fate = { strikesAt, calls: 0 };
        const dying = mortal({ files: house.files, rows: house.rows }, fate);
        await keepWithin({ mostBytes, now: new Date() }, dying).catch((error: unknown) => {
          if (!(error instanceof Death)) throw error;
        });
        expect(await missing(house)).toEqual([]);
        const { bytes, decidedBytes, isOver } = await keep(house, mostBytes);
        expect(await missing(house)).toEqual([]);
        const left = free.filter((id) => house.rows.runs.has(id));
        expect(left).toEqual(free.slice(free.length - left.length));
        expect([...house.rows.runs.values()].filter(({ isPinned }) => isPinned)).toHaveLength(
          all.filter(({ isPinned }) => isPinned).length,
        );
        expect(isOver).toBe(bytes - decidedBytes > mostBytes);
        expect(isOver && left.length > 0).toBe(false);
        expect(new Set(house.rows.links.map(({ digest }) => digest)).size).toBe(house.paths().length);
      },
    );
    await fc.assert(property, { numRuns: tries });
  });
});

it('removes the half of a file that a killed process left in a folder, once it is old', async () => {
  const house: House = { ...folderPlace(home), rows: new Rows() };
  await put(house, runOf('r-1', 9), ['kept']);
  house.write(`${house.paths()[0] ?? ''}.0b0e-unfinished`, Buffer.from('half'));
  await keep(house, Infinity);
  expect(house.paths()).toHaveLength(2);
  await house.age();
  await keep(house, Infinity);
  expect(house.paths()).toHaveLength(1);
});
