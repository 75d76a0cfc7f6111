import { messageOf } from '../model/errors.ts';
import type { Job, Outcome } from '../queue/queue.ts';
import { createCourtesy } from '../worker/courtesy.ts';
import { testEnvironment } from '../processes/environment.ts';
import { keepHouse } from '../worker/keeping.ts';
import { advance } from '../worker/repeat-run.ts';
import { boardJobs, createWatch } from './boards.ts';
import { buildsJobs, createBuildsWatch } from './builds.ts';
import { handleDelivery } from './deliveries.ts';
import type { Parts } from './parts.ts';
import { sweepBranches, sweepCommits } from '../worker/throw-away.ts';
import { operatorsOf } from './operators.ts';
import { createReceivers } from './receivers.ts';

const sweepMs = 60_000;
const tidyMs = 600_000;
const pollMs = 500;

/** Takes jobs, and puts back what is unfinished: at the start, then each minute. */
export async function startWorking(parts: Parts): Promise<{ readonly close: () => Promise<void> }> {
  const { config, store, queue, log, ownsQueue } = parts;
  if (ownsQueue) await queue.clear();
  const handle = createHandler(parts);
  await queue.work(handle, {
    retrying: (job, error, inMs) =>
      log.warn({ ...job, inMs, error: messageOf(error) }, 'a job failed and is tried again'),
    parked: (job, error) =>
      log.error({ ...job, error: messageOf(error) }, 'a job failed for good until the next sweep'),
    trouble: (error) => log.error({ error: error.message }, 'the queue is in trouble'),
  });
  const sweep = async (): Promise<void> => {
    const unfinished = config.dryRun ? [] : await store.runs.unfinished();
    const runs = unfinished.map(({ id }): Job => ({ kind: 'run', id }));
    const deliveries = (await store.deliveries.unhandledIds()).map((id): Job => ({ kind: 'delivery', id }));
    await queue.sweep([...deliveries, ...runs, ...boardJobs(config), ...buildsJobs(config)]);
  };
  await sweep();
  // Once an hour in one of the processes, whichever takes it.
  const hourly = { name: 'hourly', cron: '17 * * * *', zone: 'UTC' };
  await queue.schedule('keeping', [{ ...hourly, job: { kind: 'keeping', id: 'store' } }]);
  const tell = (message: string, facts: Readonly<Record<string, unknown>>): void => log.warn(facts, message);
  // Hosts that do not answer hold nothing up; what they refuse is asked again a while later.
  let tidying: Promise<void> | undefined;
  const tidy = (): void => {
    const clones = Object.values(config.repositories).map(({ path }) => path);
    tidying ??= sweepBranches({ store, log: tell, service: parts.service, services: parts.services })
      .then(async () => sweepCommits(clones, { store, log: tell }))
      .catch((error: unknown) =>
        log.error({ error: messageOf(error) }, 'throw-away branches and commits could not be swept'),
      )
      .finally(() => (tidying = undefined));
  };
  if (config.dryRun) tellDry(parts);
  else tidy();
  const tidyTimer = setInterval(() => config.dryRun || tidy(), tidyMs);
  const timer = setInterval(() => {
    sweep().catch((error: unknown) => log.error({ error: messageOf(error) }, 'the sweep failed'));
  }, sweepMs);
  return {
    async close() {
      clearInterval(timer);
      clearInterval(tidyTimer);
      await tidying;
    },
  };
}

function tellDry({ log }: Parts): void {
  log.warn(
    'dryRun: true: commands are answered with what they would do; no run goes on, nothing is posted by itself, nothing is removed',
  );
}

function createHandler(parts: Parts): (job: Job) => Promise<Outcome> {
  const { config, store, now, log } = parts;
  const receive = createReceivers(parts);
  const watch = createWatch(parts);
  const readBuilds = createBuildsWatch(parts);
  const tell = (message: string, facts: Readonly<Record<string, unknown>>) => log.info(facts, message);
  const warn: typeof tell = (message, facts) => log.warn(facts, message);
  const worker = {
    store,
    now,
    environment: (configured: Readonly<Record<string, string>>) => testEnvironment(process.env, configured),
    pollMs,
    commandWord: config.commandWord,
    runsForks: (repository: string) => config.repositories[repository]?.forkHeads === 'run-as-this-server',
    progressMs: config.progressEvery * 1_000,
    tracker: parts.tracker,
    service: parts.service,
    services: parts.services,
    courtesy: createCourtesy({ now, log: tell }),
    alarm: operatorsOf({ config, store, now, log: warn }),
    log: tell,
  };
  const keep = async (): Promise<void> =>
    keepHouse({ store, now, log: tell, warn, limits: config.keep.evidence, service: parts.service('local') });
  return async (job) => {
    // What was asked before the server ran dry waits until it does no more.
    if (config.dryRun && (job.kind === 'run' || job.kind === 'keeping')) return 'done';
    if (job.kind === 'run') return advance(job.id, worker);
    if (job.kind === 'keeping') await keep();
    else if (job.kind === 'builds') await readBuilds(job.id);
    else if (job.kind === 'board') await watch(job.id);
    else await handleDelivery(job.id, receive, parts);
    return 'done';
  };
}
