/** Prints how fast failures are grouped beside ten masks over the same text: `RETRIAL_CORPUS=… npm run bench:grouping`. */
import { createHash } from 'node:crypto';
import { groupRecords, type FailureRecord } from '../../src/failures/records.ts';
import { needCorpus } from '../support/corpus.ts';
import { tenMasks } from './baselines.ts';
import { labelledFailures } from './labelled.ts';

const rounds = 20;

const records = ['ozone', 'defects4j'].flatMap((set) =>
  labelledFailures(needCorpus(), set).map(({ record }) => record),
);
const megabytes = records.reduce((sum, record) => sum + textOf(record).length, 0) / 1e6;

/** Both methods in turn, so that whatever else the machine does disturbs both. */
const times = Array.from({ length: rounds }, () => ({
  chain: seconds(() => {
    for (const record of records)
      createHash('sha1')
        .update(tenMasks(textOf(record)))
        .digest('hex');
  }),
  ours: seconds(() => groupRecords(records)),
}));
const chain = Math.min(...times.map((time) => time.chain));
const ours = Math.min(...times.map((time) => time.ours));
const ratios = times.map((time) => time.chain / time.ours).toSorted((a, b) => a - b);

console.log(`${records.length} failures, ${megabytes.toFixed(1)} MB; ${rounds} rounds of each in turn`);
console.log(`ten masks and SHA-1: ${(megabytes / chain).toFixed(0)} MB/s at best`);
console.log(
  `retrial:             ${(megabytes / ours).toFixed(0)} MB/s, ${(records.length / ours).toFixed(0)} failures/s at best`,
);
console.log(
  `ratio:               ${(chain / ours).toFixed(1)} of the best rounds, ${ratios[rounds >> 1]?.toFixed(1)} at the median`,
);

function textOf(record: FailureRecord): string {
  return `${record.message ?? ''}\n${record.text ?? ''}`;
}

function seconds(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1_000;
}
