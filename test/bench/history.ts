// How fast builds come into the history on the embedded store, and its longest statement. Ends with 1 above 50 ms.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/store/store.ts';
import { loadHistory } from './history-load.ts';

/** What one statement may take, since the embedded database runs in the event loop. */
const mostMs = 50;
/** A day of a large project, and a long time of a small one beside it in the same store. */
const loads = [
  { project: 'a day', builds: 100, tests: 10_000, failEvery: 1_000 },
  { project: 'a season', builds: 3_000, tests: 400, failEvery: 20 },
];

const folder = mkdtempSync(join(tmpdir(), 'retrial-history-'));
try {
  const store = await openStore({ folder });
  for (const load of loads) {
    const measured = await loadHistory(store, load);
    const rate = Math.round((measured.rows / measured.importMs) * 1_000);
    const took = measured.longestStatementMs;
    console.log(
      `${load.project}: ${measured.rows} results in ${Math.round(measured.importMs)} ms, ${rate} a second; reading back: ${Math.round(measured.readMs)} ms`,
    );
    console.log(
      `longest of ${measured.statements} statements: ${took.toFixed(1)} ms (at most ${mostMs} wanted): ${measured.longestStatement.slice(0, 300)}`,
    );
    if (took > mostMs) process.exitCode = 1;
  }
  await store.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
