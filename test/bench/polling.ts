// How many calls a run of 40 minutes costs on each service elsewhere. Ends with 1 when one costs 25 or more.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { actionsPlace, circleciPlace, type CiPlace } from '../contracts/ci-places.ts';

const runMs = 40 * 60_000;
const most = 25;

/** Calls from the trigger to giving the batch back, on a clock that jumps from look to look. */
async function callsOf(place: CiPlace): Promise<number> {
  let shift = 0;
  const service = place.service({ now: () => new Date(Date.now() + shift), leastLookMs: 20_000 });
  const request = place.request('r-1-b1', 200);
  place.pace({ runMs });
  const ref = await service.trigger(request);
  while (shift < runMs) {
    const { againInMs = 0 } = await service.poll(ref, request);
    shift += Math.max(1_000, againInMs);
  }
  place.pace({ runMs: 0 });
  await service.poll(ref, request);
  const calls = place.elsewhere?.requests.length ?? 0;
  await service.close();
  await place.close();
  return calls;
}

const home = mkdtempSync(join(tmpdir(), 'retrial-polling-'));
try {
  for (const [name, open] of Object.entries({ circleci: circleciPlace, 'github-actions': actionsPlace })) {
    const calls = await callsOf(await open(join(home, name)));
    console.log(`${name}: ${calls} calls to see a run of 40 minutes to its end (fewer than ${most} wanted)`);
    if (calls >= most) process.exitCode = 1;
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}
