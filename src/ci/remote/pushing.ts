import { z } from 'zod';
import type { BatchRequest, OrderFact } from '../service.ts';
import { pathInside } from '../local/recipe.ts';
import { machinesFor } from './machines.ts';
import { fillParameters } from './parameters.ts';

/** What a project says of how its batches begin, for services that may start a build for each branch that is pushed. */
export const pushSettings = {
  /** A call, or the batch's own branch that is pushed. Never both: one would start what the other has started. */
  trigger: z.enum(['api', 'push']).default('api'),
  /**
   * A program and its arguments, with placeholders, that write a batch into the CI's own configuration before its branch
   * is pushed: a push hands over no parameters. No shell.
   */
  configure: z.array(z.string().min(1).max(10_000)).min(1).max(1_000).exactOptional(),
  /** What it may change: globs; where CI is configured, unless told. */
  configureFiles: z.array(pathInside).min(1).max(50).exactOptional(),
};

/**
 * What settings must be for a push: it hands nothing over, so what a call would is written by `configure`.
 * @param handed the setting that a call hands over
 */
export function pushCheck(handed: string) {
  return (settings: object, context: z.RefinementCtx): void => {
    const {
      trigger,
      configure,
      configureFiles,
      [handed]: over,
    }: Readonly<Record<string, unknown>> = { ...settings };
    const fault = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (trigger === 'push' && Object.keys(Object(over)).length > 0)
      fault(handed, 'is handed over by no push: write it with `configure`');
    if (trigger !== 'push' && configure !== undefined)
      fault('configure', 'belongs to `trigger: push`: a call hands parameters over');
    if (configure === undefined && configureFiles !== undefined)
      fault('configureFiles', 'says what `configure` may change, and there is none');
  };
}

/** The settings that say so, and those that fill placeholders. */
interface Pushed {
  readonly trigger: 'api' | 'push';
  readonly configure?: readonly string[];
  readonly perMachine: number;
  readonly machines: number;
  readonly timeout?: number | undefined;
  readonly names: 'plain' | 'any';
}

const configuringSchema = z.object({
  trigger: z.literal('push'),
  configure: pushSettings.configure,
  configureFiles: pushSettings.configureFiles,
});

/**
 * The program that writes batches into the CI's configuration, by a project's settings for any service; undefined where
 * there is none. A report names it, since what is built is not the revision as it stands.
 */
export function configuringProgram(settings: unknown): string | undefined {
  return configuringSchema.safeParse(settings).data?.configure?.[0];
}

/** What that program may change, where the project says so. */
export function configuringFiles(settings: unknown): readonly string[] | undefined {
  return configuringSchema.safeParse(settings).data?.configureFiles;
}

/** Whether the push of its branch starts a batch, by a project's settings for any service. */
export function isStartedByPush(settings: unknown): boolean {
  return configuringSchema.safeParse(settings).success;
}

/** The branch of a batch. Its name is how a build that a push started is found again. */
export function branchOf(batchId: string): string {
  return `retrial/${batchId}`;
}

/**
 * The command that writes a batch into the CI's configuration; undefined where there is none.
 * @throws UserError E-VALUE as `fillParameters` says: what it writes is read by a shell in the end
 */
export function configureCommand(request: BatchRequest, settings: Pushed): readonly string[] | undefined {
  const { trigger, configure, timeout, names } = settings;
  if (trigger !== 'push' || configure === undefined) return undefined;
  const shape = {
    machines: machinesFor(request.batch.count, settings),
    timeout: timeout === undefined ? undefined : Math.ceil(timeout / 1_000),
    names,
  };
  // Only a placeholder's value is checked, so an option of the project's own may begin with a dash.
  return Object.values(fillParameters(Object.fromEntries(configure.entries()), request, shape)).map(String);
}

/** How a batch begins whose push starts it, in words and in the order in which it happens. @throws as `configureCommand` */
export function describePush(request: BatchRequest, settings: Pushed): readonly OrderFact[] {
  const { batch, commit = '', remote } = request;
  const command = configureCommand(request, settings);
  return [
    { name: 'commit', value: commit },
    ...(command === undefined ? [] : [{ name: 'configured by', value: JSON.stringify(command) }]),
    { name: 'pushed as', value: `${branchOf(batch.id)} to ${remote?.fork ?? remote?.slug ?? ''}` },
  ];
}
