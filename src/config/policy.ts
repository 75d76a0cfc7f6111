import { createHash } from 'node:crypto';
import { z } from 'zod';
import { adviceNames } from '../advice/deciding/weights.ts';
import { usualPolicy, type Policy } from '../model/policy.ts';
import { strictNear } from './reading.ts';

const weight = z.number().min(0).max(1_000);

/** What the project lives with, and how its advice weighs. */
export const policySchema = strictNear({
  /** What the project calls this policy, for people; its digest stands beside it in reports. */
  version: z
    .union([z.int().min(0), z.string().regex(/^[\w.-]{1,40}$/, 'is a number or one word')])
    .exactOptional(),
  /** A failure rate, such as 1% or 0.01. */
  tolerance: z
    .union([z.number(), z.string().regex(/^\d+(\.\d+)? ?%$/, 'is a rate such as 1% or 0.01')])
    .transform((rate) => (typeof rate === 'number' ? rate : Number.parseFloat(rate) / 100))
    .refine((rate) => rate > 0 && rate < 1, { message: 'is above 0 and below 100%' })
    .prefault('1%'),
  /** How heavy the votes of a rule or for an action are; 0 silences, the heaviest is the advice. */
  weights: strictNear(Object.fromEntries(adviceNames.map((name) => [name, weight.exactOptional()]))).default(
    {},
  ),
  /** Builds a month that a test alone may turn red before quarantine is advised. */
  costlyBuilds: z
    .int()
    .min(1)
    .max(10_000)
    .default(usualPolicy.costlyBuilds ?? 5),
  /** How far back builds are counted, such as 30d. */
  window: z
    .string()
    .regex(/^[1-9]\d{0,2}d$/, 'is a number of days such as 30d')
    .default(`${usualPolicy.windowDays ?? 30}d`),
  /** The label that puts a ticket among the blockers of its release. Jira's labels hold no spaces. */
  blockerLabel: z
    .string()
    .regex(/^[^\s,]{1,50}$/, 'is one word of at most 50 characters')
    .default('release-blocker'),
  /** Logins who alone may defer and waive; without any, whoever may decide. */
  releaseManagers: z.array(z.string().min(1).max(100)).max(50).default([]),
});

/** By what advice is given in a project of these settings, with the name that reports give it. */
export function advicePolicy(settings: z.output<typeof policySchema>): Policy {
  const { version, tolerance, weights, costlyBuilds, window } = settings;
  const set = Object.entries(weights).flatMap(([name, value]) =>
    typeof value === 'number' ? [[name, value] as const] : [],
  );
  const what = {
    tolerance,
    costlyBuilds,
    windowDays: Number.parseInt(window, 10),
    weights: Object.fromEntries(set.toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
  const digest = createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 8);
  return { ...what, name: version === undefined ? digest : `${version} (${digest})` };
}
