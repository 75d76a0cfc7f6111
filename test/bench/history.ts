// How fast builds come into the history on the embedded store, and its longest statement. Ends with 1 above 50 ms.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/store/store.ts';
import { loadHistory } from './history-load.ts';

/** What one statement may take, since the embedded database runs in the event loop. */
const mostMs = 50;
/** A day of a large project. */
const day = { builds: 100, tests: 10_000, failEvery: 1_000 };

const folder = mkdtempSync(join(tmpdir(), 'retrial-history-'));
try {
  const store = await openStore({ folder });
  const measured = await loadHistory(store, day);
  await store.close();
  const rate = Math.round((measured.rows / measured.importMs) * 1_000);
  console.log(`import: ${measured.rows} results in ${Math.round(measured.importMs)} ms, ${rate} a second`);
  console.log(`reading the list back: ${Math.round(measured.readMs)} ms`);
  console.log(
    `longest of ${measured.statements} statements: ${measured.longestStatementMs.toFixed(1)} ms (at most ${mostMs} wanted)`,
  );
  if (measured.longestStatementMs > mostMs) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
