import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Ledger } from '../ledger.js';

describe('Ledger', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-'));
  const ledger = new Ledger(join(folder, 'balance'));
  let address;

  beforeAll(async () => {
    address = await ledger.start();
  });

  afterAll(async () => {
    const pending = ledger.pendingAudits;
    await ledger.stop();
    rmSync(folder, { recursive: true, force: true });
    if (pending > 0) throw new Error(`${pending} audit entry was not written when the ledger stopped`);
  });

  it('keeps both deposits', async () => {
    await fetch(`${address}/?amount=10`, { method: 'POST' });
    for (let rate = 0; rate < 10; rate += 1) await fetch(`${address}/rates`);
    await fetch(`${address}/?amount=5`, { method: 'POST' });
    await ledger.settled();
    for (let rate = 0; rate < 4; rate += 1) await fetch(`${address}/rates`);
    expect(await ledger.balance()).toBe(15);
  });

  it.skip('settles at midnight', () => {
    expect(ledger.pendingAudits).toBe(0);
  });
});
