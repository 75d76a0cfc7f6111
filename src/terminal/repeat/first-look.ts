import type { IterationArtifacts } from '../../ci/service.ts';
import { UserError } from '../../model/errors.ts';
import type { Iteration } from '../../model/iteration.ts';
import { nearestName } from '../../model/nearest-name.ts';
import { plainLine, quoted } from '../../model/plain-text.ts';
import type { TestSelector } from '../../model/selector.ts';
import { ReportKeeper } from '../../results/report-keeper.ts';
import { inspectPaths } from '../../worker/inspecting.ts';

/** Names in a message. */
const mostNamed = 8;

/** What the first iteration says of all that would come behind it. */
export interface FirstLook {
  /** None of them could be worth running. */
  readonly isUseless: boolean;
  readonly cannotStart?: UserError;
  readonly unknownTest?: string;
}

/** Looks whether the first iteration says that the command, or the test, was mistyped. */
export async function lookAtFirst(
  iteration: Iteration,
  artifacts: IterationArtifacts,
  selector: TestSelector,
): Promise<FirstLook> {
  const { spawnError } = artifacts.exit;
  if (spawnError !== undefined) return { isUseless: true, cannotStart: cannotStart(spawnError) };
  const words = await unknownTest(iteration, artifacts, selector);
  return words === undefined ? { isUseless: false } : { isUseless: true, unknownTest: words };
}

/** From so many runs on that executed nothing, more would not either. */
const hopeless = 10;

/**
 * Why no more are worth starting: not one of the first executed the test. A number of runs that were asked for comes to
 * its end though they are skipped, since a skip costs little; without a number it would have none.
 * @param asked how many were; absent where the run goes on until told to stop
 */
export function hopelessSoFar(
  iterations: readonly Pick<Iteration, 'outcome'>[],
  asked: number | undefined,
): string | undefined {
  if (iterations.length < hopeless || iterations.length >= (asked ?? Infinity)) return undefined;
  const isIdle = iterations.every(
    ({ outcome }) => outcome === 'lost' || (asked === undefined && outcome === 'skipped'),
  );
  return isIdle
    ? `None of the first ${iterations.length} runs executed the test, so no more were started.`
    : undefined;
}

/** A command that is not there is not there the next time either. */
function cannotStart(why: string): UserError {
  return new UserError(
    'E-VALUE',
    `The command could not be started: ${plainLine(why)}. Type it behind \`--\` as in a shell, from the folder you are in; a shell’s own words need \`sh -c '…'\`.`,
  );
}

/**
 * What to say of a test that the reports of a run do not hold though they hold others: it is mistyped, and more runs
 * would not find it. Undefined where that is not so.
 */
export async function unknownTest(
  { outcome, results }: Pick<Iteration, 'outcome' | 'results'>,
  { reports = [] }: Pick<IterationArtifacts, 'reports'>,
  selector: TestSelector,
): Promise<string | undefined> {
  if (outcome !== 'skipped' || results.length > 0 || selector.parts.length === 0) return undefined;
  const keeper = new ReportKeeper(selector);
  await inspectPaths(reports, { keeper });
  return elseThere(selector, keeper, 'any report of the first run');
}

/** That the asked test is not there, with those that are; undefined where there are none. */
export function elseThere(
  selector: TestSelector,
  { tests }: Pick<ReportKeeper, 'tests'>,
  where: string,
): string | undefined {
  const names = tests.worstFirst().flatMap(({ name }) => (name === '' ? [] : [name]));
  if (names.length === 0) return undefined;
  const asked = selector.parts.map(({ member, text }) => member ?? text);
  const near = asked.flatMap((one) => nearestName(one, names) ?? []);
  const meant = near.length === 0 ? '' : ` Did you mean ${near.map(quoted).join(', ')}?`;
  const more = names.length > mostNamed ? `, and ${names.length - mostNamed} more` : '';
  const those = `${names.slice(0, mostNamed).map(quoted).join(', ')}${more}`;
  return `${quoted(selector.text)} is not in ${where}; these are: ${those}.${meant}`;
}
