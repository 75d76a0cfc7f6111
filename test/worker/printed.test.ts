import { expect, it } from 'vitest';
import { batchJobs, machinesOf } from '../../src/ci/github-actions/state.ts';
import type { BatchJob } from '../../src/ci/service.ts';
import type { WorkflowJob } from '../../src/github/actions-shapes.ts';
import type { Iteration } from '../../src/model/iteration.ts';
import { explainLosses } from '../../src/worker/lost-iterations.ts';
import { printedOf } from '../../src/worker/printed.ts';

function missing(machine = 'ci'): Iteration {
  return {
    index: 1,
    outcome: 'lost',
    reason: 'no report of it came back',
    results: [],
    durationMs: 0,
    machine,
  };
}

/** Which log says why an iteration is lost. */
async function explained(iteration: Iteration, jobs: readonly BatchJob[], machines: readonly string[]) {
  const logs = machines.map((machine) => ({ machine, fetch: async () => ({ at: `log of ${machine}` }) }));
  const printed = await printedOf([iteration], { jobs, logs });
  return printed.get(1)?.[0]?.path;
}

it('reads the log of the machine that owed an iteration, not of one whose name it begins with', async () => {
  const jobs = ['build', 'build/linux', 'build/linux/arm'].map((name) => ({
    name,
    machine: name,
    state: 'failure',
  }));
  const machines = jobs.map(({ machine }) => machine);
  expect(await explained(missing('build/linux'), jobs, machines)).toBe('log of build/linux');
  expect(await explained(missing('build/linux/kept'), jobs, machines)).toBe('log of build/linux');
  expect(await explained(missing('build/linux/arm'), jobs, machines)).toBe('log of build/linux/arm');
  expect(await explained(missing('build/linux'), jobs, ['build'])).toBeUndefined();
});

it('tells jobs of one name on GitHub apart', async () => {
  const job = (id: number, name: string, conclusion: string): WorkflowJob => ({
    id,
    name,
    status: 'completed',
    conclusion,
  });
  const all = [job(7, 'repeat', 'failure'), job(8, 'repeat', 'cancelled'), job(9, 'lint', 'failure')];
  const machines = machinesOf(all);
  expect([...machines.values()]).toEqual(['repeat #7', 'repeat #8', 'lint']);
  const own = batchJobs(all.slice(0, 2), { machines, due: { at: Infinity, deadlineMs: 1 } });
  const [lost] = explainLosses([missing()], { jobs: own });
  expect(lost).toMatchObject({ machine: 'repeat #8', reason: 'cancelled on GitHub' });
  expect(await explained(lost ?? missing(), own, [...machines.values()])).toBe('log of repeat #8');
});
