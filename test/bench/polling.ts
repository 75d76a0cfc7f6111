// How many calls a run of 40 minutes costs on each service elsewhere, from its trigger until its end is seen, with and
// without its webhook; and how many more to list its files and give it back. Ends with 1 when one costs 25 or more until
// its end is seen, or when the webhook saves nothing.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  actionsPlace,
  buildkitePlace,
  circleciPlace,
  type CiPlace,
  gatedPlace,
  jenkinsPlace,
} from '../contracts/ci-places.ts';

const runMs = 40 * 60_000;
/** Of which a build takes so long, where there is one. */
const buildMs = 10 * 60_000;
const most = 25;
/** The worker asks for a batch so often, whatever the service says. */
const attentiveMs = 15_000;

interface Cost {
  /** Calls from the trigger until its end was seen. */
  readonly calls: number;
  /** Those after that. */
  readonly after: number;
  readonly lateMs: number;
}

/** What one run costs, on a clock that jumps. */
async function costOf(place: CiPlace, isHeardOf: boolean): Promise<Cost> {
  let shift = 0;
  const now = (): Date => new Date(Date.now() + shift);
  const service = place.service({ now, leastLookMs: 20_000 });
  const request = { ...place.request('r-1-b1', 200), isHeardOf };
  place.pace({ runMs: 10 * runMs, buildMs: 10 * runMs });
  const ref = await service.trigger(request);
  let state = 'running';
  let asked = request;
  while (state === 'running') {
    const progress = await service.poll(ref, asked);
    state = progress.state;
    if (state !== 'running') break;
    shift += Math.max(1_000, Math.min(attentiveMs, progress.againInMs ?? 0));
    if (shift >= buildMs) place.pace({ buildMs: 0 });
    if (shift < runMs) continue;
    place.pace({ runMs: 0 });
    if (isHeardOf)
      asked = { ...request, batch: { ...request.batch, wokenAt: new Date(runMs).toISOString() } };
  }
  const calls = place.elsewhere?.requests.length ?? 0;
  await service.collect(ref, new Set(), asked);
  await service.release(ref, asked);
  const after = (place.elsewhere?.requests.length ?? 0) - calls;
  await service.close();
  await place.close();
  return { calls, after, lateMs: shift - runMs };
}

const home = mkdtempSync(join(tmpdir(), 'retrial-polling-'));
try {
  const places = {
    circleci: circleciPlace,
    'circleci behind gates and a build': gatedPlace,
    'github-actions': actionsPlace,
    jenkins: jenkinsPlace,
    buildkite: buildkitePlace,
  };
  for (const [name, open] of Object.entries(places)) {
    const polled = await costOf(await open(join(home, name)), false);
    const told = await costOf(await open(join(home, `${name}-told`)), true);
    const line = ({ calls, after, lateMs }: Cost): string =>
      `${calls} calls, end seen after ${Math.round(lateMs / 1_000)} s, ${after} calls more to collect`;
    console.log(`${name}: a run of 40 minutes without webhooks ${line(polled)}; with webhooks ${line(told)}`);
    if (polled.calls >= most || told.calls >= polled.calls) process.exitCode = 1;
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}
