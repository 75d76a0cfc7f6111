import { z } from 'zod';

// Jenkins publishes no description of its API. The fields are those its source exports: `@Exported` in
// hudson.model.Job, Run, Queue.Item, ParametersDefinitionProperty and ParametersAction.

const named = z.object({ name: z.string() });

/** What to ask of a job before it is triggered. */
export const jobTree = 'buildable,property[parameterDefinitions[name]]';

/** A job: whether it can be built, and its declared parameters. Other properties of a job are left alone. */
export const jobAnswer = z
  .object({ buildable: z.boolean().catch(true), property: z.array(z.unknown()).catch([]) })
  .transform(({ buildable, property }) => ({
    isBuildable: buildable,
    parameters: property
      .flatMap(
        (one) =>
          z.object({ parameterDefinitions: z.array(named) }).safeParse(one).data?.parameterDefinitions ?? [],
      )
      .map(({ name }) => name),
  }));

const value = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const parameter = named.extend({ value });
const action = z.object({ parameters: z.array(z.unknown()) });

/** Values by name, of the actions of a build or queue item; a secret has no value and is left out. */
const actions = z
  .array(z.unknown())
  .catch([])
  .transform((all): ReadonlyMap<string, string> => {
    const given = all.flatMap((one) => action.safeParse(one).data?.parameters ?? []);
    return new Map(
      given.flatMap((one) => {
        const read = parameter.safeParse(one).data;
        return read === undefined ? [] : [[read.name, read.value] as const];
      }),
    );
  });

const parametersTree = 'actions[parameters[name,value]]';

/** What to ask of a queue item. */
export const itemTree = `id,why,cancelled,executable[number],task[url],${parametersTree}`;

/** A build that waits, or has just begun. */
export interface QueueItem {
  readonly id: number;
  readonly isCancelled: boolean;
  /** Why it waits, in Jenkins' words. */
  readonly why?: string;
  /** The number of its build, once it has begun. */
  readonly build?: number;
  /** The address of its job. */
  readonly job: string;
  readonly parameters: ReadonlyMap<string, string>;
}

export const itemAnswer = z
  .object({
    id: z.number(),
    why: z.string().nullish().catch(undefined),
    cancelled: z.boolean().nullish().catch(undefined),
    executable: z.object({ number: z.number() }).nullish().catch(undefined),
    task: z.object({ url: z.string().catch('') }).catch({ url: '' }),
    actions,
  })
  .transform((raw): QueueItem => ({
    id: raw.id,
    isCancelled: raw.cancelled === true,
    job: raw.task.url,
    parameters: raw.actions,
    ...(typeof raw.why === 'string' ? { why: raw.why } : {}),
    ...(raw.executable ? { build: raw.executable.number } : {}),
  }));

/** The queue; items of plugins that look otherwise are left out. */
export const queueAnswer = z
  .object({ items: z.array(z.unknown()) })
  .transform(({ items }) => readable(items, itemAnswer));

/** What to ask of a build. */
export const buildTree = `number,url,building,result,artifacts[relativePath],${parametersTree}`;

/** What to ask of a job to find a build again. */
export const buildsTree = (most: number): string => `builds[number,${parametersTree}]{0,${most}}`;

/** A build that began. */
export interface JenkinsBuild {
  readonly number: number;
  readonly url: string;
  /** SUCCESS, UNSTABLE, FAILURE, ABORTED or NOT_BUILT; absent while it runs. */
  readonly result?: string;
  /** Paths of the artifacts below the workspace. */
  readonly artifacts: readonly string[];
}

export const buildAnswer = z
  .object({
    number: z.number(),
    url: z.string().catch(''),
    building: z.boolean(),
    result: z.string().nullish(),
    artifacts: z.array(z.unknown()).catch([]),
  })
  .transform((raw): JenkinsBuild => ({
    number: raw.number,
    url: raw.url,
    artifacts: readable(raw.artifacts, z.object({ relativePath: z.string() })).map((one) => one.relativePath),
    ...(!raw.building && typeof raw.result === 'string' ? { result: raw.result } : {}),
  }));

/** The youngest builds of a job, with what they were started with. */
export const buildsAnswer = z
  .object({ builds: z.array(z.unknown()).catch([]) })
  .transform(({ builds }) => readable(builds, z.object({ number: z.number(), actions })))
  .transform((builds) => builds.map((one) => ({ number: one.number, parameters: one.actions })));

/** What a POST from a session needs. */
export const crumbAnswer = z.object({
  crumb: z.string().regex(/^[\x21-\x7e]{1,1000}$/),
  crumbRequestField: z.string().regex(/^[\w-]{1,100}$/),
});

function readable<Schema extends z.ZodType>(all: readonly unknown[], schema: Schema): z.output<Schema>[] {
  return all.flatMap((one) => {
    const read = schema.safeParse(one);
    return read.success ? [read.data] : [];
  });
}
