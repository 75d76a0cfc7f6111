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
const startTree = 'actions[parameters[name,value],causes[_class,userId]]';

/** Causes of a build that repeat what somebody asked: hudson.model.Cause.UserIdCause, and replays and rebuilds. */
const byHand = /(?:UserIdCause|UserCause|ReplayCause|RebuildCause)$/;

const causes = z.object({
  causes: z.array(z.object({ _class: z.string().catch(''), userId: z.string().nullish().catch(undefined) })),
});

/** Whether a person started it; hooks, timers, and other jobs did not. */
const startedByHand = z
  .array(z.unknown())
  .catch([])
  .transform((all) =>
    all
      .flatMap((one) => causes.safeParse(one).data?.causes ?? [])
      .some(({ _class: kind, userId }) => byHand.test(kind) || typeof userId === 'string'),
  );

/** What to ask of a queue item. */
export const itemTree = `id,why,cancelled,inQueueSince,executable[number],task[url],${parametersTree}`;

/** A build that waits, or has just begun. */
export interface QueueItem {
  readonly id: number;
  readonly isCancelled: boolean;
  /** When it was queued, in milliseconds since 1970. */
  readonly since?: number;
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
    inQueueSince: z.number().nullish().catch(undefined),
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
    ...(typeof raw.inQueueSince === 'number' ? { since: raw.inQueueSince } : {}),
    ...(raw.executable ? { build: raw.executable.number } : {}),
  }));

/** The queue; items of plugins that look otherwise are left out. */
export const queueAnswer = z
  .object({ items: z.array(z.unknown()) })
  .transform(({ items }) => readable(items, itemAnswer));

/** What to ask of a build again and again. */
export const buildTree =
  'number,url,building,result,timestamp,duration,actions[lastBuiltRevision[SHA1],remoteUrls]';

/** A commit that the git plugin checked out for a build, and from where. */
export interface BuiltRevision {
  readonly commit: string;
  readonly remotes: readonly string[];
}

/** A build that began. */
export interface JenkinsBuild {
  readonly number: number;
  readonly url: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Of a build that is over, in milliseconds. */
  readonly durationMs?: number;
  /** SUCCESS, UNSTABLE, FAILURE, ABORTED or NOT_BUILT; absent while it runs. */
  readonly result?: string;
  readonly revisions: readonly BuiltRevision[];
}

/** Of the git plugin's `hudson.plugins.git.util.BuildData`. */
const revision = z
  .object({
    lastBuiltRevision: z.object({ SHA1: z.string() }),
    remoteUrls: z.array(z.string()).catch([]),
  })
  .transform((raw): BuiltRevision => ({ commit: raw.lastBuiltRevision.SHA1, remotes: raw.remoteUrls }));

export const buildAnswer = z
  .object({
    number: z.number(),
    url: z.string().catch(''),
    building: z.boolean(),
    result: z.string().nullish(),
    timestamp: z.number(),
    duration: z.number().min(0).optional().catch(undefined),
    actions: z.array(z.unknown()).catch([]),
  })
  .transform((raw): JenkinsBuild => ({
    number: raw.number,
    url: raw.url,
    startedAt: raw.timestamp,
    revisions: readable(raw.actions, revision),
    ...(!raw.building && typeof raw.result === 'string' ? { result: raw.result } : {}),
    ...(!raw.building && raw.duration !== undefined ? { durationMs: raw.duration } : {}),
  }));

/** What to ask of a build once it is over. */
export const artifactsTree = 'artifacts[relativePath]';

/** Paths of a build's artifacts below the workspace. */
export const artifactsAnswer = z
  .object({ artifacts: z.array(z.unknown()).catch([]) })
  .transform(({ artifacts }) =>
    readable(artifacts, z.object({ relativePath: z.string() })).map((one) => one.relativePath),
  );

/** A test report that is there. */
export const testsAnswer = z.object({ failCount: z.number() });

/** What to ask of a job to find a build again, from the youngest on. `builds` would end with the hundredth. */
export const buildsTree = (from: number, to: number): string =>
  `allBuilds[number,queueId,timestamp,building,${startTree}]{${from},${to}}`;

/** A build, and what it was started with. */
export interface ListedBuild {
  readonly number: number;
  /** The queue item it came from (hudson.model.Run, since 1.601). */
  readonly queueId: number;
  readonly startedAt: number;
  readonly isBuilding: boolean;
  /** A person started it, or had it done again. */
  readonly isByHand: boolean;
  readonly parameters: ReadonlyMap<string, string>;
}

export const buildsAnswer = z
  .object({ allBuilds: z.array(z.unknown()).catch([]) })
  .transform(({ allBuilds }) => readable(allBuilds, listedBuild));

const listedBuild = z
  .object({
    number: z.number(),
    queueId: z.number(),
    timestamp: z.number(),
    building: z.boolean().catch(true),
    actions: z.unknown(),
  })
  .transform((raw): ListedBuild => ({
    number: raw.number,
    queueId: raw.queueId,
    startedAt: raw.timestamp,
    isBuilding: raw.building,
    isByHand: startedByHand.parse(raw.actions),
    parameters: actions.parse(raw.actions),
  }));

/** What to ask about the account that the server speaks as: hudson.security.WhoAmI. */
export const accountTree = 'name,anonymous';

export const accountAnswer = z
  .object({ name: z.string(), anonymous: z.boolean().catch(false) })
  .transform(({ name, anonymous }) => ({ name, isAnonymous: anonymous }));

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
