import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf, UserError } from '../../model/errors.ts';
import type { BuildRecord } from '../../model/history.ts';

const offerSchema = z.object({
  url: z.string().regex(/^http:\/\/(?:[\w.-]+|\[[\da-f:]+\]):\d{1,5}$/i),
  token: z.string().regex(/^[0-9a-f]{48}$/),
});
const answerSchema = z.object({ kept: z.boolean() });

/** Gives a build to the server that owns the data folder; whether it was not there yet. */
export type HandOver = (record: BuildRecord) => Promise<boolean>;

/** The server that owns a data folder, as it says there; undefined when none does. */
export async function ownerOf(data: string): Promise<HandOver | undefined> {
  const text = await readFile(join(data, 'handover.json'), 'utf8').catch(() => undefined);
  const offer = offerSchema.safeParse(jsonIn(text ?? '')).data;
  if (offer === undefined) return undefined;
  return async (record) => {
    const { project, branch } = record.build;
    const query = new URLSearchParams({ project, branch });
    const answer = await fetch(`${offer.url}/api/ci/builds?${query.toString()}`, {
      method: 'POST',
      redirect: 'error',
      headers: { authorization: `Bearer ${offer.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(record),
    }).catch((error: unknown) => {
      throw new UserError(
        'E-OWNED',
        `The server that owns the data folder does not answer: ${messageOf(error)}`,
      );
    });
    const said = jsonIn(await answer.text());
    const done = answerSchema.safeParse(said).data;
    if (answer.ok && done !== undefined) return done.kept;
    const why = z.object({ error: z.string() }).safeParse(said).data?.error ?? `status ${answer.status}`;
    throw new UserError('E-OWNED', `The server that owns the data folder did not take the build: ${why}`);
  };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
