import type { Finding, FoundRun } from '../../src/model/advice.ts';
import type { BlockerDecision, LinkedPullRequest, TicketFacts } from '../../src/model/blocker.ts';
import type { BuildOutline } from '../../src/model/history.ts';
import { compared as comparedAnew, culprit, pull, repeated as repeatedAnew } from '../releases/facts.ts';
import { runs } from '../plans/evidence.ts';

/** What becomes of one ticket at one moment. */
export interface SimulatedEvent {
  readonly at: string;
  readonly key: string;
  readonly change: (ticket: SimulatedTicket) => void;
}

/** A ticket with all that people and CI did about it. */
export interface SimulatedTicket {
  facts: TicketFacts;
  readonly found: FoundRun[];
  readonly decisions: BlockerDecision[];
  /** Runs of another test on it, which say nothing of its own. */
  readonly asides: FoundRun[];
  /** Somebody tied it to its test. */
  isTied: boolean;
  /** Builds of ordinary CI in which its test ran, oldest first. */
  readonly inCi: SimulatedBuild[];
}

/** One build of ordinary CI, in which the test failed once at most. */
export interface SimulatedBuild {
  readonly at: string;
  readonly branch: string;
  readonly passed: number;
  /** Of its failure. */
  readonly signature?: string;
  /** `old…` where the build does not hold the ticket's fix. */
  readonly commit?: string;
}

const findings = new Map<string, Finding>();

/** Many tickets tell the same numbers, and each takes long to reckon. */
function once(key: string, find: () => Finding): Finding {
  const finding = findings.get(key) ?? find();
  findings.set(key, finding);
  return finding;
}

const repeated = (outcomes: string): Finding => once(outcomes, () => repeatedAnew(outcomes));
const compared = (old: string, fresh: string): Finding =>
  once(`${old} ${fresh}`, () => comparedAnew(old, fresh));

/** The branch that a release is made of. */
export function branchOf(release: string): string {
  return `cassandra-${release}`;
}

/** The builds of a branch's nights, oldest first: of every four one is without a failure, and a small one passes always. */
export function nightlies(branch: string, from: Date, until: Date): readonly BuildOutline[] {
  const [first, last] = [from.toISOString(), until.toISOString()];
  // Two a night; only those at both ends have to be looked at.
  const of = (time: Date): number => 2 * (Math.floor(time.getTime() / dayMs) - firstNight);
  return nightsOf(branch)
    .slice(Math.max(0, of(from)), of(until) + 2)
    .filter(({ at }) => at >= first && at <= last);
}

const nights = new Map<string, readonly BuildOutline[]>();

function nightsOf(branch: string): readonly BuildOutline[] {
  const known = nights.get(branch);
  if (known !== undefined) return known;
  const all = Array.from({ length: 300 }, (_, index) => firstNight + index).flatMap((day) => {
    const at = (hour: number): string => new Date(day * dayMs + hour * hourMs).toISOString();
    const night = { id: `${branch}-${day}`, commit: `night-${day}`, at: at(3), isWhole: true, size: 1_000 };
    const small = { ...night, id: `${night.id}-docs`, at: at(2), hasFailed: false, size: 10 };
    return [small, { ...night, hasFailed: (day + Number(branch.at(-1))) % 4 !== 0 }];
  });
  nights.set(branch, all);
  return all;
}

/** The name of the test that a ticket is about, and of another one that people run on it. */
export function testOf(key: string): string {
  return `shop.Till#pays${key}`;
}

export function otherTestOf(key: string): string {
  return `shop.Drawer#opens${key}`;
}

export const releases = ['4.0', '4.1', '4.2'] as const;
export const dayMs = 86_400_000;
const hourMs = 3_600_000;
export const begin = Date.parse('2026-01-05T09:00:00.000Z');
const firstNight = Math.floor(begin / dayMs) - 40;
/** The cause of the failures that runs find too. */
const race = 's1-race';
const people = ['ann', 'bob', 'brandon', 'ekaterina', 'mick'];

/** The events of half a year of a project with 200 tickets and three releases, by time; the same seed, the same year. */
export function halfYear(seed: number, tickets = 200): readonly SimulatedEvent[] {
  const chance = generator(seed);
  const events = Array.from({ length: tickets }, (_, index) => life(String(index + 100), chance)).flat();
  return events.toSorted((a, b) => a.at.localeCompare(b.at) || a.key.localeCompare(b.key));
}

/** The next full hour from nine to five: things come together there, and one look sees them all. */
function atWork(time: number): number {
  const hour = Math.ceil(time / hourMs);
  const ofDay = hour % 24;
  const wait = ofDay < 9 ? 9 - ofDay : ofDay > 17 ? 33 - ofDay : 0;
  return (hour + wait) * hourMs;
}

/** One ticket from its first day to its last. */
function life(key: string, chance: () => number): readonly SimulatedEvent[] {
  const pick = <One>(all: readonly One[]): One => all[Math.floor(chance() * all.length)] as One;
  const release = pick(releases);
  const open = releases.indexOf(release) * 60;
  let time = atWork(begin + (open * 0.5 + chance() * (50 + open * 0.5)) * dayMs);
  const events: SimulatedEvent[] = [];
  const then = (days: number, change: SimulatedEvent['change']): void => {
    time = Math.max(time + 60_000, atWork(time + (0.1 + chance()) * days * dayMs));
    events.push({ at: new Date(time).toISOString(), key, change });
  };
  /** Like `then`, for changes that carry their own time. */
  const timed = (days: number, change: (one: SimulatedTicket, at: string) => void): void => {
    then(days, () => {});
    const at = new Date(time).toISOString();
    events.splice(-1, 1, { at, key, change: (one) => change(one, at) });
  };
  const ran = (days: number, finding: Finding, lane = 'jdk8'): void =>
    timed(days, ({ found }, at) => {
      const revision = branchOf(release);
      found.push({ run: `r-${key}-${found.length}`, revision, lane, at, isChanged: false, finding });
    });
  /** A run of another test, whatever comes of it. */
  const aside = (days: number, finding: Finding): void =>
    timed(days, ({ asides }, at) => {
      const run = `r-${key}-aside-${asides.length}`;
      asides.push({ run, revision: branchOf(release), lane: 'jdk8', at, isChanged: false, finding });
    });
  const set = (days: number, more: Partial<TicketFacts>): void =>
    then(days, (one) => void (one.facts = { ...one.facts, ...more }));
  const decide = (days: number, what: BlockerDecision['what'], more: Partial<BlockerDecision>): void =>
    timed(days, ({ decisions }, at) => {
      const reason = 'a race of the test with its own clock';
      decisions.push({ what, by: 'mick', at, reason, release, ...more });
    });
  const builds = (days: number, build: Omit<SimulatedBuild, 'at' | 'branch'>): void =>
    timed(days, ({ inCi }, at) => void inCi.push({ at, branch: branchOf(release), ...build }));
  const fails = (days: number, signature: string, commit?: string): void =>
    builds(days, { passed: 2, signature, ...(commit === undefined ? {} : { commit }) });
  const label = 'release-blocker';
  set(0, { milestones: [release], createdAt: new Date(time).toISOString() });
  if (chance() < 0.8) set(1, { labels: [label] });
  if (chance() < 0.4) fails(1, race);
  if (chance() < 0.1) return events;
  if (chance() < 0.8) set(2, { assignees: [pick(people)] });
  const mentions = chance() < 0.2 ? [pull({ number: 90, state: 'merged', isMention: true })] : [];
  if (mentions.length > 0) set(1, { pullRequests: mentions });
  if (chance() < 0.12) {
    seenInCiAlone();
    return events;
  }
  const isMixed = chance() < 0.3;
  if (isMixed) {
    then(1, (one) => void (one.isTied = true));
    aside(1, repeated(runs(3, 200)));
    if (chance() < 0.5) decide(1, 'ignore', { test: otherTestOf(key) });
  }
  const failed = 4 + Math.floor(chance() * 30);
  const kind = chance();
  if (kind < 0.1) {
    ran(2, repeated('s'.repeat(200)));
    ran(4, repeated(runs(failed, 200)));
  } else if (kind < 0.25) {
    ran(2, repeated(runs(0, 1_000)));
    set(6, closed());
    if (chance() < 0.4) set(9, { status: 'open' });
    return events;
  } else ran(2, repeated(runs(failed, 200)));
  if (chance() < 0.3) ran(0, repeated(runs(0, 400)), 'jdk11');
  if (isMixed) aside(1, compared(runs(30, 600), runs(0, 600)));
  if (kind > 0.93) {
    const later = releases[releases.indexOf(release) + 1] ?? '5.0';
    decide(8, 'defer', { until: later });
    set(0, { milestones: [later] });
    return events;
  }
  if (kind > 0.85) {
    const what = chance() < 0.5 ? 'waive' : 'ignore';
    decide(8, what, chance() < 0.5 ? { until: '2026-06-01' } : {});
    // Until it is due, and then once more: some decide again without deciding anything.
    for (let again = 0; again < 2 && chance() < 0.6; again += 1) {
      decide(8, what, { until: new Date(time + 3 * dayMs).toISOString().slice(0, 10) });
      time += 9 * dayMs;
    }
    return events;
  }
  if (chance() < 0.3) fails(3, race);
  if (chance() < 0.4) ran(3, culprit);
  set(5, { pullRequests: [...mentions, pull({ author: pick(people) })] });
  if (chance() < 0.5) ran(2, compared(runs(failed, 200), runs(0, 20)));
  ran(3, compared(runs(failed, 200), runs(0, 1_000)));
  set(2, { pullRequests: [...mentions, merged()] });
  if (chance() < 0.2) fails(1, race, `old-${key}`);
  set(1, closed());
  if (chance() < 0.1) fails(20, chance() < 0.7 ? race : 's1-another');
  for (let again = 0; again < 2 && chance() < 0.2; again += 1) {
    ran(15, repeated(runs(failed, 200)));
    set(4, { status: 'open' });
    ran(3, compared(runs(failed, 200), runs(0, 1_000)));
    set(2, closed());
  }
  return events;

  /** Nobody runs it: it fails in ordinary CI, is accepted, and then CI is clean for long or it is not. */
  function seenInCiAlone(): void {
    then(1, (one) => void (one.isTied = true));
    builds(1, { passed: 40 });
    for (let time = 0; time < 2; time += 1) fails(2, race);
    if (chance() < 0.6) set(2, { pullRequests: [...mentions, merged()] });
    decide(1, 'accept', {});
    for (let time = 0; time < 6; time += 1)
      builds(1, { passed: 60, commit: time < 2 && chance() < 0.5 ? `old-${key}` : `new-${key}` });
    if (chance() < 0.3) fails(1, race, chance() < 0.5 ? `old-${key}` : `new-${key}`);
    set(3, closed());
  }

  function merged(): LinkedPullRequest {
    return pull({ state: 'merged', mergedAt: new Date(time).toISOString(), mergeCommit: `merge-${key}` });
  }

  function closed(): Partial<TicketFacts> {
    return { status: 'closed', closedAt: new Date(time + dayMs).toISOString() };
  }
}

/** Mulberry32, by Tommy Ettinger: enough for a story. @returns numbers from 0 to below 1 */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
