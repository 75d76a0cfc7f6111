import { z } from 'zod';
import type { Overlay } from '../checkouts/overlays/overlay.ts';
import type { CiService } from '../ci/service.ts';
import type { KnownIssueRule } from '../failures/known-issues.ts';
import type { Alarm } from '../model/alarm.ts';
import type { ForkHead } from '../model/fork-head.ts';
import { usualPolicy, type Policy } from '../model/policy.ts';
import type { RevisionWhy } from '../model/revision-why.ts';
import type { TrackerName } from '../model/ticket.ts';
import type { Store } from '../store/store.ts';
import type { Tracker } from '../trackers/tracker.ts';
import type { Courtesy } from './courtesy.ts';

/** What a run was asked with, kept beside it: a project's file may change while the run goes on. */
export const runSettingsSchema = z.strictObject({
  /** The clone on this machine. */
  repository: z.string(),
  /** Where the server clones it from, when it keeps the clone itself. */
  origin: z.string().optional(),
  /** `owner/name` on the code host, where the ticket does not say it. */
  slug: z.string().optional(),
  /** Whether the clone follows its origin. */
  fetch: z.boolean(),
  /** Heads of forks that it runs: then the clone is the one for their code, and nothing is pushed. */
  forks: z.array(z.custom<ForkHead>()).min(1).optional(),
  /** Where throw-away branches go; absent where the server's operator allows none. */
  push: z.strictObject({ to: z.string(), fork: z.string().optional() }).optional(),
  /** The service's own settings as the project wrote them. */
  settings: z.unknown(),
  /** What the run is to find out, for the kind of question to check; absent for a run that just repeats. */
  question: z.unknown().optional(),
  /** How the code is changed, as the project's file said it, and the words that asked for it. */
  overlays: z
    .strictObject({
      asked: z.array(z.string()),
      applied: z.array(z.custom<Overlay>()),
    })
    .optional(),
  /** Why it is this revision, where the command named none. */
  revisionWhy: z.custom<RevisionWhy>().optional(),
  /** The project's rules about failures it knows, as its file was read; runs of earlier versions kept none. */
  knownIssues: z.array(z.custom<KnownIssueRule>()).default([]),
  /** By what advice is given; runs of earlier versions kept the tolerance alone. */
  policy: z.custom<Policy>().default(usualPolicy),
  tolerance: z.number().optional(),
  /** Post the result only when it is bad. */
  quiet: z.boolean(),
});

export type RunSettings = z.output<typeof runSettingsSchema>;

/** The policy a run was asked under. */
export function policyOf({ policy, tolerance }: Pick<RunSettings, 'policy' | 'tolerance'>): Policy {
  return tolerance === undefined ? policy : { ...policy, tolerance };
}

/** Everything the stages work with; `app` builds it. */
export interface WorkerParts {
  readonly store: Store;
  readonly tracker: (name: TrackerName) => Tracker;
  readonly service: (name: string) => CiService;
  /** All there are, by their names. */
  readonly services?: ReadonlyMap<string, CiService>;
  /** The environment of a project's command on this server. */
  readonly environment: (configured: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
  readonly now: () => Date;
  /** The word that begins a command here, for the commands a report suggests. */
  readonly commandWord: string;
  /** Milliseconds between two looks at a batch, and between two edits of a progress comment. */
  readonly pollMs: number;
  readonly progressMs: number;
  /** Whether code of forks of a repository may run here now; absent where it never may. */
  readonly runsForks?: (repository: string) => boolean;
  /** Tells whoever runs the server, once for a cause and a day; whether they know. Absent where nobody is to be told. */
  readonly alarm?: ((alarm: Alarm) => Promise<boolean>) | undefined;
  /** What is said here may be left unsaid while a tracker is away. */
  readonly courtesy: Courtesy;
  /** Something went on that a person may want to read later. */
  readonly log: (message: string, facts: Readonly<Record<string, unknown>>) => void;
}
