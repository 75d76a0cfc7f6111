import type { JobLog } from '../ci/remote/batch-file.ts';
import type { BatchFiles } from '../ci/service.ts';
import type { Iteration } from '../model/iteration.ts';
import type { NamedFile } from './evidence.ts';

/** Jobs whose logs are fetched, and lost iterations that they are kept for: many are lost alike. */
const most = { jobs: 5, iterations: 50 };

/** What the machines printed that owed the lost iterations of a batch, by their index. */
export async function printedOf(
  iterations: readonly Iteration[],
  { jobs, logs = [] }: Pick<BatchFiles, 'jobs' | 'logs'>,
): Promise<ReadonlyMap<number, readonly NamedFile[]>> {
  const printed = new Map<number, readonly NamedFile[]>();
  const fetched = new Map<JobLog, readonly NamedFile[]>();
  const lost = iterations.filter(({ outcome, results }) => outcome === 'lost' && results.length === 0);
  for (const { index, machine } of lost.slice(0, most.iterations)) {
    const job = nearest(machine, [...jobs, ...logs]);
    // Where nobody knows which machine owed it, the first that did not succeed has most to say.
    const own = job === undefined ? logs[0] : logs.find((log) => log.machine === job);
    if (own === undefined) continue;
    if (!fetched.has(own) && fetched.size < most.jobs) fetched.set(own, await filesOf(own));
    printed.set(index, fetched.get(own) ?? []);
  }
  return printed;
}

/** The machine whose folder it is or lies in; of one in another, the inner one. */
function nearest(machine: string, all: readonly { readonly machine: string }[]): string | undefined {
  const around = all.filter((one) => machine === one.machine || machine.startsWith(`${one.machine}/`));
  return around.toSorted((a, b) => b.machine.length - a.machine.length)[0]?.machine;
}

async function filesOf(log: JobLog): Promise<readonly NamedFile[]> {
  const file = await log.fetch();
  return 'gone' in file ? [] : [{ name: 'output.txt', path: file.at }];
}
