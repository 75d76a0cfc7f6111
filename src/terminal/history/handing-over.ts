import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf, UserError } from '../../model/errors.ts';
import type { Document } from '../../model/document.ts';
import type { BuildRecord, FlakyList } from '../../model/history.ts';
import type { Verification } from '../../model/verification.ts';
import type { LedgerReport } from '../../reports/ledger-document.ts';
import type { LedgerQuestion } from '../../store/ledger.ts';
import type { ListQuestion } from '../../worker/history/list.ts';
import { recordLines } from '../../worker/history/sent-record.ts';

const offerSchema = z.object({
  url: z.string().regex(/^http:\/\/(?:[\w.-]+|\[[\da-f:]+\]):\d{1,5}$/i),
  token: z.string().regex(/^[0-9a-f]{48}$/),
});
type Offer = z.output<typeof offerSchema>;
/** The server is this program, and gives what it would post. */
const reportSchema = z.object({ document: z.custom<Document>(), data: z.unknown().optional() });
const ledgerSchema = z.object({
  check: z.custom<LedgerReport['check']>(isObject),
  entries: z.custom<LedgerReport['entries']>(Array.isArray),
});
const listSchema = z.custom<FlakyList>(isObject);
const documentSchema = z.custom<Document>(isObject);
const verificationSchema = z.custom<Verification>(isObject);
const answerSchema = z.object({ kept: z.boolean() });

/** A report as its server has it. */
export type KeptReport = z.output<typeof reportSchema>;

/** The server that owns a data folder. */
export interface OwningServer {
  /** Gives it a build; whether it was not there yet. */
  readonly keep: (record: BuildRecord) => Promise<boolean>;
  /** The report of a run. @throws UserError E-VALUE for a run without one */
  readonly report: (run: string) => Promise<KeptReport>;
  /** What its ledger holds. @throws UserError E-VALUE where it gives no answer */
  readonly ledger: (question: LedgerQuestion) => Promise<Omit<LedgerReport, 'about'>>;
  /** Whether a run's evidence gives what was reported. @throws UserError E-VALUE for a run that is not there or goes on */
  readonly verify: (run: string) => Promise<Verification>;
  /** What its history says. @throws UserError E-VALUE where it gives no answer */
  readonly flaky: (question: ListQuestion) => Promise<FlakyList>;
  /** What a digest would say now. @throws UserError E-VALUE for no such project or digest */
  readonly digest: (name: string, project: string | undefined) => Promise<readonly Document[]>;
  /** What a release waits for. @throws UserError E-VALUE for no such project or release */
  readonly blockers: (release: string | undefined, project: string | undefined) => Promise<Document>;
}

/** The server that owns a data folder, as it says there; undefined when none does. */
export async function ownerOf(data: string): Promise<OwningServer | undefined> {
  const text = await readFile(join(data, 'handover.json'), 'utf8').catch(() => undefined);
  const offer = offerSchema.safeParse(jsonIn(text ?? '')).data;
  if (offer === undefined) return undefined;
  return {
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
    async report(run) {
      const answer = await asked(offer, `/api/runs/${encodeURIComponent(run)}`);
      const found = reportSchema.safeParse(answer.said).data;
      if (answer.ok && found !== undefined) return found;
      throw new UserError('E-VALUE', answer.why);
    },
    ledger: async (question) => answerTo(offer, { path: '/api/ledger', question, shape: ledgerSchema }),
    verify: async (run) =>
      answerTo(offer, { path: '/api/verify', question: { run }, shape: verificationSchema }),
    flaky: async (question) => answerTo(offer, { path: '/api/flaky', question, shape: listSchema }),
    digest: async (name, project) =>
      answerTo(offer, { path: '/api/digest', question: { name, project }, shape: z.array(documentSchema) }),
    blockers: async (release, project) =>
      answerTo(offer, { path: '/api/blockers', question: { release, project }, shape: documentSchema }),
  };
}

interface Posed<Answer> {
  readonly path: string;
  readonly question: object;
  readonly shape: z.ZodType<Answer>;
}

async function answerTo<Answer>(offer: Offer, { path, question, shape }: Posed<Answer>): Promise<Answer> {
  const answer = await asked(offer, path, JSON.stringify(question));
  const found = shape.safeParse(answer.said).data;
  if (answer.ok && found !== undefined) return found;
  throw new UserError('E-VALUE', answer.why);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
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
async function asked({ url, token }: Offer, path: string, body?: string): Promise<Answered> {
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
