import type { FakeJobPlan, FakeOutcome, FakeWorkflowPlan, Parameters } from './state.ts';

/** What a JUnit report of one case holds. */
export function report(inside = '', classname = 'org.acme.CasTest', name = 'testPays'): string {
  const testcase = `<testcase classname="${classname}" name="${name}" time="0.5">${inside}</testcase>`;
  return `<testsuite name="${classname}" tests="1">${testcase}</testsuite>`;
}

export const failure = (text = 'expected 15 but was 10'): string =>
  `<failure type="java.lang.AssertionError" message="${text}">java.lang.AssertionError: ${text}\n\tat org.acme.CasTest.testPays(CasTest.java:7)</failure>`;

/** A job that repeats one test on machines, each with a share of the iterations; every fourth one fails. */
export function repeatJob(more: Partial<FakeJobPlan> = {}): FakeJobPlan {
  return { name: 'repeat', run: repeated, ...more };
}

/** One workflow with the repeat job alone. */
export const plain: readonly FakeWorkflowPlan[] = [{ name: 'repeat-test', jobs: [repeatJob()] }];

/** The parameters that the look-alike's repeat job uses, as a project's settings fill them. */
export const parameters = { test: '{test}', count: '{count}', machines: '{machines}' };
export const declared = ['retrial_batch', 'test', 'count', 'machines'];

/** How one iteration ends, by its number among all of a batch. `lost` leaves nothing behind. */
export type Ending = 'passed' | 'failed' | 'otherwise' | 'skipped' | 'lost';

/** A job that shares iterations out among machines. */
export type RepeatedRun = (parameters: Pick<Parameters, string>) => FakeOutcome;

/** What such a job comes to. */
export function repeated(parameters: Pick<Parameters, string>): FakeOutcome {
  return outcomeOf(parameters, (serial) => (serial % 4 === 0 ? 'failed' : 'passed'));
}

/** The same with other ends of its iterations. */
export function repeatedAs(endOf: (serial: number) => Ending): RepeatedRun {
  return (parameters) => outcomeOf(parameters, endOf);
}

/** The one case of a report, by how its iteration ends. */
export const insideOf: Readonly<Record<Exclude<Ending, 'lost'>, string>> = {
  passed: '',
  failed: failure(),
  otherwise:
    '<error type="java.util.concurrent.TimeoutException" message="no answer">java.util.concurrent.TimeoutException: no answer\n\tat org.acme.Shop.ask(Shop.java:31)</error>',
  skipped: '<skipped message="needs a shop"/>',
};

function outcomeOf({ count, machines }: Parameters, endOf: (serial: number) => Ending): FakeOutcome {
  const [total, nodes] = [Number(count), Number(machines)];
  let serial = 0;
  const outcomes = Array.from({ length: nodes }, (_, node) => {
    const share = Math.floor(total / nodes) + (node < total % nodes ? 1 : 0);
    const files: [string, string][] = [];
    for (let turn = 1; turn <= share; turn += 1) {
      serial += 1;
      const end = endOf(serial);
      if (end === 'lost') continue;
      const folder = `${end === 'failed' || end === 'otherwise' ? 'fails' : 'passes'}/${turn}`;
      files.push([`junitxml/${folder}/TEST-org.acme.CasTest.xml`, report(insideOf[end])]);
      files.push([`stdout/${folder}/out.txt`, `turn ${serial}`]);
    }
    const hasFailed = files.some(([path]) => path.includes('/fails/'));
    return { status: hasFailed ? 'failed' : 'success', artifacts: Object.fromEntries(files) };
  });
  const hasFailed = outcomes.some(({ status }) => status === 'failed');
  return { status: hasFailed ? 'failed' : 'success', machines: outcomes };
}
