/** Prints how fast failures are grouped beside ten masks over the same text: `RETRIAL_CORPUS=… npx tsx test/bench/grouping-speed.ts`. */
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

const chain = best(() => {
  for (const record of records)
    createHash('sha1')
      .update(tenMasks(textOf(record)))
      .digest('hex');
});
const ours = best(() => groupRecords(records));

console.log(`${records.length} failures, ${megabytes.toFixed(1)} MB; best of ${rounds} rounds`);
console.log(`ten masks and SHA-1: ${(megabytes / chain).toFixed(0)} MB/s`);
console.log(
  `retrial:             ${(megabytes / ours).toFixed(0)} MB/s, ${(records.length / ours).toFixed(0)} failures/s`,
);
console.log(`ratio:               ${(chain / ours).toFixed(1)}`);

function textOf(record: FailureRecord): string {
  return `${record.message ?? ''}\n${record.text ?? ''}`;
}

/** Seconds of the fastest round: the machine's other work only ever adds. */
function best(work: () => void): number {
  const seconds = Array.from({ length: rounds }, () => {
    const start = performance.now();
    work();
    return (performance.now() - start) / 1_000;
  });
  return Math.min(...seconds);
}
