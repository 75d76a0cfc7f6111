import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf, UserError } from '../../model/errors.ts';
import type { Document } from '../../model/document.ts';
import type { BuildRecord } from '../../model/history.ts';
import { recordLines } from '../../worker/history/sent-record.ts';

const offerSchema = z.object({
  url: z.string().regex(/^http:\/\/(?:[\w.-]+|\[[\da-f:]+\]):\d{1,5}$/i),
  token: z.string().regex(/^[0-9a-f]{48}$/),
});
/** The server is this program, and gives what it would post. */
const reportSchema = z.object({ document: z.custom<Document>(), data: z.unknown().optional() });
const documentSchema = z.custom<Document>((given) => typeof given === 'object' && given !== null);
const answerSchema = z.object({ kept: z.boolean() });

/** A report as its server has it. */
export type KeptReport = z.output<typeof reportSchema>;

/** The server that owns a data folder. */
export interface OwningServer {
  /** Gives it a build; whether it was not there yet. */
  readonly keep: (record: BuildRecord) => Promise<boolean>;
  /** The report of a run. @throws UserError E-VALUE for a run without one */
  readonly report: (run: string) => Promise<KeptReport>;
  /** What a digest would say now. @throws UserError E-VALUE */
  readonly digest: (name: string, project: string | undefined) => Promise<readonly Document[]>;
  /** What a release waits for. @throws UserError E-VALUE */
  readonly blockers: (release: string | undefined, project: string | undefined) => Promise<Document>;
}

/** The server that owns a data folder, as it says there; undefined when none does. */
export async function ownerOf(data: string): Promise<OwningServer | undefined> {
  const text = await readFile(join(data, 'handover.json'), 'utf8').catch(() => undefined);
  const offer = offerSchema.safeParse(jsonIn(text ?? '')).data;
  if (offer === undefined) return undefined;
  const read = async <Answer>(path: string, schema: z.ZodType<Answer>): Promise<Answer> => {
    const answer = await asked(offer, path);
    const found = schema.safeParse(answer.said).data;
    if (answer.ok && found !== undefined) return found;
    throw new UserError('E-VALUE', answer.why);
  };
  return {
    digest: async (name, project) =>
      read(`/api/digests/${encodeURIComponent(name)}${queryOf({ project })}`, z.array(documentSchema)),
    blockers: async (release, project) =>
      read(`/api/blockers${queryOf({ release, project })}`, documentSchema),
    report: async (run) => read(`/api/runs/${encodeURIComponent(run)}`, reportSchema),
    async keep(record) {
      const { project, branch } = record.build;
      const query = new URLSearchParams({ project, branch });
      const answer = await asked(offer, `/api/ci/builds?${query.toString()}`, ndjsonOf(record));
      const done = answerSchema.safeParse(answer.said).data;
      if (answer.ok && done !== undefined) return done.kept;
      throw new UserError(
        'E-OWNED',
        `The server that owns the data folder did not take the build: ${answer.why}`,
      );
    },
  };
}

function queryOf(given: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) if (value !== undefined) query.set(name, value);
  return query.size === 0 ? '' : `?${query.toString()}`;
}

/** A line for each part, so that the server never has all of it to read at once. */
function ndjsonOf(record: BuildRecord): string {
  return Array.from(recordLines(record), (one) => `${JSON.stringify(one)}\n`).join('');
}

interface Answered {
  readonly ok: boolean;
  readonly said: unknown;
  readonly why: string;
}

/** Asks the server; with a body, gives it something. @throws UserError E-OWNED when it does not answer */
async function asked(
  { url, token }: z.output<typeof offerSchema>,
  path: string,
  body?: string,
): Promise<Answered> {
  const answer = await fetch(`${url}${path}`, {
    redirect: 'error',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
    ...(body === undefined ? {} : { method: 'POST', body }),
  }).catch((error: unknown) => {
    throw new UserError(
      'E-OWNED',
      `The server that owns the data folder does not answer: ${messageOf(error)}`,
    );
  });
  const said = jsonIn(await answer.text());
  const why = z.object({ error: z.string() }).safeParse(said).data?.error ?? `status ${answer.status}`;
  return { ok: answer.ok, said, why };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
