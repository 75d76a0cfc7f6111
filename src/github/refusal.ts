import type { z } from 'zod';
import { messageOf, RefusedRequest, RetryableError, UserError } from '../model/errors.ts';
import type { Pause } from '../model/pause.ts';
import { ask } from './connection.ts';

/** GitHub's own marks of tokens, so that none is repeated whoever it belongs to. */
const tokens = /\b(?:gh[a-z]_|github_pat_)\w+/g;

/** What GitHub refuses for good though it takes the token, and with which status. */
export class Refusal extends UserError {
  readonly status: number;

  constructor(status: number, message: string) {
    super('E-CI', message);
    this.status = status;
  }
}

/** A start that is refused with 400 or 422 is refused for what it names: an input or a branch that is not there. */
export function ofStart(error: unknown): unknown {
  const isRequest = error instanceof Refusal && [400, 422].includes(error.status);
  return isRequest ? new RefusedRequest(error.code, error.message) : error;
}

/**
 * Runs a request; what GitHub refuses for good is said in words.
 * @throws RetryableError for what passes; UserError E-CI for what does not, a Refusal where the token is good.
 */
export async function asked<Answer>(what: string, request: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask(what, request);
  } catch (error) {
    const cause = error instanceof Error && !(error instanceof RetryableError) ? error.cause : undefined;
    const { status }: { readonly status?: unknown } = Object(cause);
    if (typeof status !== 'number') throw error;
    if (status === 401)
      throw new UserError('E-CI', 'GitHub does not know the token or the App of this server.');
    const why = messageOf(cause).replaceAll(tokens, '…').split('\n')[0]?.slice(0, 300) ?? '';
    const said = `GitHub refuses the token of this server to ${what} (status ${status}): ${why}.`;
    if (status === 403) throw new Refusal(status, `${said} It needs "Actions: Read and write" there.`);
    throw new Refusal(status, said);
  }
}

/** Runs a request unless GitHub wants to be left alone, and notes it when it says so. */
export async function heard<Answer>(pause: Pause, request: () => Promise<Answer>): Promise<Answer> {
  pause.check('GitHub', Date.now());
  try {
    return await request();
  } catch (error) {
    pause.hear(error, Date.now());
    throw error;
  }
}

/** Reads what a schema understands. @throws RetryableError when it does not: a page of a proxy, half an answer */
export function understood<Schema extends z.ZodType>(
  what: string,
  schema: Schema,
  data: unknown,
): z.output<Schema> {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  throw new RetryableError(`GitHub: ${what}: the answer is not what it should be`);
}

/** Undefined where GitHub answers with one of some statuses, such as that a thing is not there. */
export async function unless<Answer>(
  statuses: readonly number[],
  work: () => Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal && statuses.includes(error.status)) return undefined;
    throw error;
  }
}
