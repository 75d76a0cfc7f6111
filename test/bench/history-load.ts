import { recordOf, type NamedFailure, type NamedTally } from '../../src/history/record.ts';
import type { HistoryWindow } from '../../src/store/history-read.ts';
import type { Store } from '../../src/store/store.ts';

/** How much to import: every build runs every test. */
export interface HistoryLoad {
  readonly project: string;
  readonly builds: number;
  readonly tests: number;
  /** One test in so many fails in each build. */
  readonly failEvery: number;
}

export interface HistoryMeasured {
  readonly rows: number;
  readonly importMs: number;
  readonly readMs: number;
  readonly longestStatementMs: number;
  /** Its text, on one line. */
  readonly longestStatement: string;
  /** The most values that one statement was given, elements of arrays included. */
  readonly mostValues: number;
  readonly statements: number;
}

const startMs = Date.parse('2026-03-02T00:00:00Z');
const minuteMs = 60_000;

/** Imports made-up builds into an empty store and reads them back, watching every statement. */
export async function loadHistory(store: Store, load: HistoryLoad): Promise<HistoryMeasured> {
  const seen = watchStatements(store);
  const began = performance.now();
  for (let build = 0; build < load.builds; build++) await addBuild(store, load, build);
  const importMs = performance.now() - began;
  const window = {
    project: load.project,
    from: new Date(startMs).toISOString(),
    until: new Date(startMs + load.builds * minuteMs).toISOString(),
  };
  const readBegan = performance.now();
  await readBack(store, window, load);
  return { rows: load.builds * load.tests, importMs, readMs: performance.now() - readBegan, ...seen };
}

/** Everything that is asked of a history: all of it, its last hour, one test, one cause. */
async function readBack({ history }: Store, window: HistoryWindow, { builds }: HistoryLoad): Promise<void> {
  await history.sightings(window);
  const failures = await history.failures(window);
  const lastHour = { ...window, from: new Date(startMs + (builds - 60) * minuteMs).toISOString() };
  await history.sightings(lastHour);
  await history.failures(lastHour);
  await history.builds(lastHour);
  const tests = await history.testsWith(window.project, 'Payment7');
  await history.sightings({ ...window, tests: tests.slice(0, 5) });
  await history.failuresOf({ ...window, tests, signatures: failures.map(({ signature }) => signature) });
  await history.signatures(
    window.project,
    failures.map(({ signature }) => signature),
  );
  await history.span(window.project);
  await history.projects();
}

async function addBuild(
  store: Store,
  { project, tests, failEvery }: HistoryLoad,
  build: number,
): Promise<void> {
  const container = 'org.example.shop.distributed.PaymentTest';
  const failures: NamedFailure[] = [];
  const tallies: NamedTally[] = [];
  for (let at = 0; at < tests; at++) {
    const name = `testConflictingPayment${at}`;
    const fails = (at + build * 7) % failEvery === 0;
    tallies.push({ container, name, passed: Number(!fails), failed: Number(fails), skipped: 0 });
    const body = `java.io.IOException: shelf ${at} lost\n\tat ${container}.${name}(PaymentTest.java:${at})`;
    if (fails)
      failures.push({
        container,
        name,
        failure: { kind: 'error', type: 'java.io.IOException', message: `shelf ${at} lost`, body },
      });
  }
  const at = new Date(startMs + build * minuteMs).toISOString();
  const about = { project, branch: 'main', lane: 'unit', commit: `c${build}`, passesKnown: true };
  await store.history.add(recordOf({ ...about, id: String(build), at }, tallies, failures));
}

type Seen = { -readonly [Key in 'longestStatementMs' | 'mostValues' | 'statements']: number } & {
  longestStatement: string;
};

function watchStatements({ pool }: Store): Seen {
  const seen: Seen = { longestStatement: '', longestStatementMs: 0, mostValues: 0, statements: 0 };
  const connect = pool.connect.bind(pool);
  pool.connect = async () => {
    const client = await connect();
    const query = client.query.bind(client);
    client.query = async <Row>(text: string, params: readonly unknown[] = []) => {
      const [began, beganCpu] = [performance.now(), process.cpuUsage()];
      const result = await query<Row>(text, params);
      const { user, system } = process.cpuUsage(beganCpu);
      // The embedded database computes in this process: what the statement waited for a busy machine is not its own.
      const took = Math.min(performance.now() - began, (user + system) / 1_000);
      if (took > seen.longestStatementMs) {
        seen.longestStatementMs = took;
        seen.longestStatement = text.replaceAll(/\s+/g, ' ');
      }
      const values = params.reduce<number>((sum, one) => sum + (Array.isArray(one) ? one.length : 1), 0);
      seen.mostValues = Math.max(seen.mostValues, values);
      seen.statements++;
      return result;
    };
    return client;
  };
  return seen;
}
