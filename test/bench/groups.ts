/** Prints how well failures are grouped: `RETRIAL_CORPUS=… npx tsx test/bench/groups.ts [set …]`. */
import { needCorpus } from '../support/corpus.ts';
import { measure } from './measure.ts';

const sets = process.argv.length > 2 ? process.argv.slice(2) : ['ozone', 'defects4j', 'fixtures'];
const columns = [
  'set',
  'method',
  'items',
  'groups',
  'P',
  'R',
  'F1',
  'ARI',
  'BCubed',
  'mixed',
  'in class',
  'perfect',
];

const rows = sets.flatMap((set) =>
  measure(needCorpus(), set).map(({ method, core, withinClass }) => [
    set,
    method,
    String(core.items),
    `${core.groups}/${core.labels}`,
    ...[core.precision, core.recall, core.f1, core.ari, core.bcubed].map((value) => value.toFixed(3)),
    `${core.mixed} (${((100 * core.mixed) / core.items).toFixed(1)} %)`,
    withinClass.f1.toFixed(3),
    `${withinClass.perfect}/${withinClass.classes}`,
  ]),
);
for (const row of [columns, ...rows]) {
  console.log(row.map((cell, index) => cell.padEnd(index === 1 ? 15 : 10)).join(' '));
}
