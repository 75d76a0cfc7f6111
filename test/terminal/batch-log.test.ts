import { describe, expect, it } from 'vitest';
import { BatchLog } from '../../src/terminal/questions/batch-log.ts';
import { scratch } from '../support/scratch.ts';
import { iterationsOf } from '../plans/evidence.ts';

const folder = scratch('batch-log');

describe('the log of batches', () => {
  it('keeps every end when many batches end together', async () => {
    const log = new BatchLog(folder, []);
    const orders = Array.from({ length: 30 }, (_, at) => ({ side: `side ${at}`, runs: 2 }));
    const opened = await log.open(orders);
    for (const batch of opened) for (const one of iterationsOf('.x', batch.first)) log.add(batch, one);
    await Promise.all(opened.map(async (batch) => log.close(batch, {})));
    const later = new BatchLog(folder, []);
    expect(await later.load()).toEqual(opened.map((batch) => ({ ...batch, closed: true, cameBack: 2 })));
    expect(log.evidence().get('side 29')).toMatchObject({ asked: 2 });
  });
});
