import { z } from 'zod';
import { blockerCauses, decisionVerbs, type Decision } from '../model/ledger.ts';
import type { Iteration } from '../model/iteration.ts';
import type { Addition, Batch, BatchEnd, RepeatRun } from '../model/repeat-run.ts';

// What is kept as JSON is checked when it is read: an older version wrote it, or a hand changed it.
// Fields that are not named here are kept: the nouns grow.

const outcome = z.enum(['passed', 'failed', 'skipped']);

/** A failure as it was added. */
export const failureContent = z.looseObject({
  kind: z.enum(['failure', 'error', 'timeout', 'crash']),
  type: z.string(),
  message: z.string(),
  body: z.string(),
});

const testResult = z.looseObject({
  container: z.string(),
  name: z.string(),
  outcome,
  scope: z.enum(['method', 'class']),
  phase: z.enum(['setup', 'call', 'teardown']),
  durationMs: z.number().exactOptional(),
  failure: failureContent.exactOptional(),
  skipReason: z.string().exactOptional(),
  retries: z.array(outcome).exactOptional(),
});

/** An iteration as it was added. */
export const iterationContent: z.ZodType<Iteration> = z.looseObject({
  index: z.number().int(),
  outcome: z.enum(['passed', 'failed', 'skipped', 'lost']),
  reason: z.string().exactOptional(),
  failure: failureContent.exactOptional(),
  results: z.array(testResult),
  durationMs: z.number().exactOptional(),
  machine: z.string(),
  preparedMs: z.number().exactOptional(),
  pathSays: z.enum(['passed', 'failed']).exactOptional(),
  cutShort: z.literal(true).exactOptional(),
});

const ticket = z.looseObject({
  tracker: z.enum(['github', 'jira']),
  project: z.string(),
  key: z.string(),
  installation: z.number().exactOptional(),
});

const selectorPart = z.looseObject({
  text: z.string(),
  container: z.string(),
  member: z.string().exactOptional(),
});

/** A run as it was created; columns hold what has changed since. */
export const runContent: z.ZodType<RepeatRun> = z.looseObject({
  id: z.string(),
  ticket,
  commentId: z.string(),
  requestedBy: z.string(),
  selector: z.looseObject({ text: z.string(), parts: z.array(selectorPart) }),
  revision: z.string(),
  commit: z.string().exactOptional(),
  lane: z.string(),
  asked: z.number().int(),
  service: z.string(),
  stage: z.enum(['prepare', 'trigger', 'wait', 'collect', 'report', 'done']),
  state: z.enum(['active', 'cancelled', 'finished', 'failed']),
  createdAt: z.string(),
  note: z.string().exactOptional(),
  question: z.enum(['decide', 'compare', 'bisect', 'isolate']).exactOptional(),
  manner: z
    .looseObject({
      via: z.string().exactOptional(),
      shards: z.number().int().exactOptional(),
      scope: z.literal('class').exactOptional(),
      priority: z.literal('low').exactOptional(),
      env: z.record(z.string(), z.string()).exactOptional(),
    })
    .exactOptional(),
});

/** What was added to a run, as it was kept. */
export const additionsContent: z.ZodType<Addition[]> = z.array(
  z.looseObject({
    kind: z.enum(['extend', 'retry']),
    runs: z.number().int(),
    by: z.string(),
    at: z.string(),
    commentId: z.string(),
    line: z.number().int(),
    seen: z.number().int(),
    afterStop: z.boolean().exactOptional(),
    afterEnd: z.boolean().exactOptional(),
    given: z.number().int().exactOptional(),
  }),
);

/** A batch as it was put; a column holds its reference. */
export const batchContent: z.ZodType<Batch> = z.looseObject({
  id: z.string(),
  runId: z.string(),
  first: z.number().int(),
  count: z.number().int(),
  attemptedAt: z.string().exactOptional(),
  pushedAt: z.string().exactOptional(),
  ref: z.string().exactOptional(),
  wokenAt: z.string().exactOptional(),
  side: z.string().exactOptional(),
  untilFailure: z.boolean().exactOptional(),
  inTurns: z.boolean().exactOptional(),
  silences: z
    .array(z.looseObject({ of: z.enum(['service', 'files']), since: z.string(), times: z.number().int() }))
    .exactOptional(),
  page: z.string().exactOptional(),
  note: z.string().exactOptional(),
  spent: z.looseObject({ machineMs: z.number(), waitedMs: z.number().exactOptional() }).exactOptional(),
});

/** How a batch ended, as it was kept. */
export const batchEnd: z.ZodType<BatchEnd> = z.looseObject({
  cameBack: z.number().int(),
  broken: z.string().exactOptional(),
});

/** A decision as it was entered into the ledger. */
export const decisionContent: z.ZodType<Decision> = z.looseObject({
  id: z.string(),
  what: z.enum(decisionVerbs),
  by: z.string(),
  at: z.string(),
  ticket,
  reason: z.string(),
  release: z.string().exactOptional(),
  test: z.string().exactOptional(),
  until: z.string().exactOptional(),
  followUp: z.string().exactOptional(),
  mode: z.literal('quarantine').exactOptional(),
  cause: z.enum(blockerCauses).exactOptional(),
  run: z.string().exactOptional(),
  evidence: z.string().exactOptional(),
  signature: z.string().exactOptional(),
});
