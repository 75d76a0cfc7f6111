import { spentIn } from './cost.ts';
import type { SpentTime } from '../reports/machine-time.ts';
import { readFile } from 'node:fs/promises';
import type { Decision } from '../model/decision.ts';
import { messageOf, RefusedRequest, type UserError } from '../model/errors.ts';
import type { Iteration } from '../model/iteration.ts';
import { mannerWords } from '../model/manner.ts';
import { rerunsOf } from '../ci/remote/settings.ts';
import { isLookedAt, topicIdOf, underWaySince, type RepeatRun } from '../model/repeat-run.ts';
import type { TestSkip } from '../model/test-skip.ts';
import { plottedRepeat } from '../reports/plots/plotted.ts';
import { resultJson } from '../reports/result-json.ts';
import { failedRunDocument } from '../reports/failed-run-document.ts';
import { repeatDocument } from '../reports/repeat-document.ts';
import type { EvidencePlace, RepeatReport, RunFacts } from '../reports/repeat-report.ts';
import { adviceFor, assess } from './assessment.ts';
import { changedFor } from './changed.ts';
import { knownTo } from './known.ts';
import { policyOf, runSettingsSchema, type RunSettings, type WorkerParts } from './parts.ts';
import { foldOlder, whyMissing } from './additions.ts';
import { withFiles } from './attaching.ts';
import { foldOutdated } from './outdated.ts';
import { postOnce } from './posting.ts';
import type { Answer, AnswerParts, Ending, ServiceCopies } from './questions/kind.ts';
import { skipsIfKnown } from './skips.ts';
import { revisionFacts } from './questions/overlaid.ts';

/** Lines of a log that are shown; the whole log is kept as evidence. */
const shownLines = 40;
/** A run of many rounds has as many pages. */
const shownPages = 3;

/** How a run that repeats came to its end. */
export type RepeatEnding = Ending & {
  /** The answer, where it was asked a question. */
  readonly decision?: Decision;
  /** Its own results decided where it ended. */
  readonly isAnytime?: boolean;
};

/** Judges a run that repeats, and words it. */
export async function answerRepeat(
  run: RepeatRun,
  { broken, isCancelled, copies, decision, isAnytime = false }: RepeatEnding,
  parts: AnswerParts,
): Promise<Answer> {
  const iterations = await parts.store.iterations.of(run.id);
  const settings = runSettingsSchema.parse(await parts.store.runs.settings(run.id));
  const missing = await whyMissing(run, parts.store);
  const reruns = rerunsOf(settings.settings);
  const { verdict, groups, advice } = assess({
    asked: run.asked,
    iterations,
    knownIssues: await knownTo(settings, parts.store),
    policy: policyOf(settings),
    ticket: run.ticket,
    isAnytime: isAnytime || isLookedAt(run),
    ...(broken === undefined ? {} : { broken: broken.what }),
    ...missing,
    reruns,
  });
  const changes = await revisionFacts(run, parts);
  const report: RepeatReport = {
    run: { ...factsOf(run), ...changes },
    verdict,
    groups,
    iterations,
    ...(await beside(run, parts)),
    exitCodesOnly: false,
    ...missing,
    ...(decision === undefined ? {} : { decision }),
    ...adviceFor(advice, { decision, overlays: changedFor(run, settings), verdict, reruns }),
    ...(isCancelled ? { partial: 'cancelled' as const } : {}),
    ...(broken === undefined ? {} : { broken: { what: broken.what, output: await tailOf(broken.output) } }),
    evidence: keptEvidence(run, copies),
    ...(verdict.kind === 'nothing-ran' ? { skips: await skipsOf(run, settings, parts) } : {}),
    lostLogs: await lostLogs(run, iterations, parts),
    canLink: true,
  };
  return answerOf(run, report, parts);
}

function answerOf(run: RepeatRun, report: RepeatReport, { commandWord }: AnswerParts): Answer {
  const { verdict, decision } = report;
  return {
    document: {
      ...repeatDocument(report, { audience: 'ticket', commandWord }),
      topic: { kind: 'result', id: topicIdOf(run) },
    },
    files: { plot: plottedRepeat(report), data: resultJson(report) },
    isGood: isGoodAnswer(report),
    facts: {
      verdict: verdict.kind,
      ...(decision === undefined ? {} : { decision: decision.kind }),
      ...verdict.counts,
    },
  };
}

async function notesOf({ id }: RepeatRun, { store }: AnswerParts): Promise<Pick<RepeatReport, 'notes'>> {
  return { notes: [...new Set((await store.batches.of(id)).flatMap(({ note }) => note ?? []))] };
}

/** How long it took, and what CI services say beside its results. */
async function beside(
  run: RepeatRun,
  parts: AnswerParts,
): Promise<Pick<RepeatReport, 'wallMs' | 'spent' | 'notes'>> {
  const wallMs = parts.now().getTime() - Date.parse(underWaySince(run).at);
  return { wallMs, ...(await spentFact(run, parts)), ...(await notesOf(run, parts)) };
}

/** What the machines of a CI service took for a run, where it says so. */
export async function spentFact(
  { id }: Pick<RepeatRun, 'id'>,
  { store }: Pick<AnswerParts, 'store'>,
): Promise<{ readonly spent?: SpentTime }> {
  const spent = spentIn(await store.iterations.of(id), await store.batches.of(id));
  return spent === undefined ? {} : { spent };
}

/** Of the commit that ran, changes for the run included. */
async function skipsOf(
  { id, selector, commit, revision }: RepeatRun,
  { repository }: RunSettings,
  { log }: AnswerParts,
): Promise<readonly TestSkip[]> {
  return skipsIfKnown(selector.text, { repository, revision: commit ?? revision }, (error) => {
    log('the skips of a test can’t be read', { run: id, error: messageOf(error) });
  });
}

/** Where a failure was wanted, it is the good outcome. */
function isGoodAnswer({ verdict, decision }: RepeatReport): boolean {
  if (decision === undefined || verdict.kind === 'environment-broken') return verdict.kind === 'clean-so-far';
  return ['below', 'still-bites', 'not-seen'].includes(decision.kind);
}

/** The result as a new comment, once; what it replaces is folded away. */
export async function postAnswer(
  run: RepeatRun,
  answer: Answer,
  { parts, quiet }: { readonly parts: WorkerParts; readonly quiet: boolean },
): Promise<void> {
  const isPosted = !quiet || !answer.isGood;
  if (isPosted) await postOnce(parts, run.ticket, await withFiles(run, answer, parts));
  await foldOlder(run, parts);
  // An answer without evidence replaces none.
  if (isPosted && (await hasExecuted(run, parts))) await foldOutdated(run, parts);
}

async function hasExecuted({ id }: RepeatRun, { store }: WorkerParts): Promise<boolean> {
  return (await store.iterations.of(id)).some(({ outcome }) => outcome === 'failed' || outcome === 'passed');
}

/** Tells the requester why a run could not be carried out, and notes it for those who ask later. */
export async function reportFailure(run: RepeatRun, error: UserError, parts: WorkerParts): Promise<void> {
  // A question starts one round after the other.
  const hasStarted = (await parts.store.batches.of(run.id)).some(({ ref }) => ref !== undefined);
  const { code, message } = error;
  const isTold = await isToldOf(run, error, parts);
  const fault = { code, message, at: parts.now().toISOString(), hasStarted, ...(isTold ? { isTold } : {}) };
  await parts.store.runFaults.note(run.id, fault);
  await postOnce(parts, run.ticket, failedRunDocument(run, fault));
  await foldOlder(run, parts);
}

/** What a service refuses for the request's own sake is nobody's to mend but the requester's. */
async function isToldOf(
  { id: run, ticket: { project }, service }: RepeatRun,
  error: UserError,
  { alarm }: Pick<WorkerParts, 'alarm'>,
): Promise<boolean> {
  if (alarm === undefined || error.code !== 'E-CI' || error instanceof RefusedRequest) return false;
  return alarm({ run, project, service, message: error.message });
}

/** Where the copies of a run's reports and logs are, and the CI's own pages of its batches. */
export function keptEvidence(
  run: Pick<RepeatRun, 'id'>,
  { pages, expiries }: ServiceCopies,
): readonly EvidencePlace[] {
  const shown = pages.slice(0, shownPages);
  const [first] = expiries.toSorted();
  const page =
    first === undefined
      ? "The CI's own page, whose files may go away"
      : `The CI's own page, whose files go away from ${first.slice(0, 10)} on`;
  return [
    {
      label: 'Retrial keeps the reports, and the logs of failures; on its server they are read again with',
      at: `retrial verify ${run.id}`,
    },
    ...shown.map((at) => ({ label: page, at })),
  ];
}

/** What reports say of a run beside its results. */
export function factsOf(run: RepeatRun): RunFacts {
  return {
    id: run.id,
    selector: run.selector.text,
    revision: run.revision,
    service: run.service === 'local' ? 'the machine of Retrial' : run.service,
    overlays: [],
    requestedBy: run.additions?.at(-1)?.by ?? run.requestedBy,
    ...(run.additions === undefined ? {} : { additions: run.additions }),
    ...(run.lane === '' ? {} : { lane: run.lane }),
    ...(run.commit === undefined ? {} : { commit: run.commit }),
    ...(run.note === undefined ? {} : { note: run.note }),
    ...(run.manner === undefined ? {} : { manner: mannerWords(run.manner) }),
  };
}

/** The end of a log. */
export async function tailOf(path: string): Promise<string> {
  const whole = await readFile(path, 'utf8').catch(() => '');
  return whole.trimEnd().split('\n').slice(-shownLines).join('\n');
}

/** The output of the first lost iterations, from the evidence. */
async function lostLogs(run: RepeatRun, iterations: readonly Iteration[], parts: AnswerParts) {
  const lost = new Set(
    iterations
      .filter(({ outcome }) => outcome === 'lost')
      .slice(0, 3)
      .map(({ index }) => index),
  );
  const links = (await parts.store.evidence.of(run.id)).filter(
    ({ iteration, name }) => name === 'output.txt' && lost.has(iteration),
  );
  return Promise.all(
    links.map(async ({ iteration, digest }) => {
      const content = (await parts.store.evidence.get(digest)) ?? new Uint8Array();
      const lines = new TextDecoder().decode(content).trimEnd().split('\n');
      return { iteration, text: lines.slice(-shownLines).join('\n') };
    }),
  );
}
