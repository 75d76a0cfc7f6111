// Opens the store in the folder it is given, and adds deliveries, a run's iterations and jobs until it is killed.
// Each line of its output names something that was acknowledged.
import { parseSelector } from '../../src/model/selector.ts';
import { openQueue } from '../../src/queue/bullmq.ts';
import { openStore } from '../../src/store/store.ts';

const store = await openStore({ folder: process.argv[2] ?? '' });
const queue = await openQueue({ pool: store.pool });
const round = process.argv[3] ?? '';
const at = new Date().toISOString();
await store.runs.create({
  run: {
    id: `r-${round}`,
    ticket: { tracker: 'github', project: 'a/b', key: '1' },
    commentId: round,
    requestedBy: 'someone',
    selector: parseSelector('A#b'),
    revision: 'main',
    lane: 'default',
    asked: 1_000_000,
    service: 'local',
    stage: 'collect',
    state: 'active',
    createdAt: at,
  },
  line: 1,
  settings: {},
});
console.log(`run r-${round}`);
for (let index = 1; ; index += 1) {
  const id = `${round}-${index}`;
  await store.deliveries.add({
    id,
    tracker: 'github',
    event: 'e',
    payload: 'x'.repeat(index % 5000),
    receivedAt: at,
  });
  console.log(`delivery ${id}`);
  await queue.add({ kind: 'delivery', id });
  console.log(`job ${id}`);
  const iteration = { index, outcome: 'passed', results: [], durationMs: 1, machine: 'm' } as const;
  await store.iterations.add(`r-${round}`, [iteration]);
  console.log(`iteration ${index}`);
}
