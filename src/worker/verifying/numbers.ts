import { isDeepStrictEqual } from 'node:util';
import { signatureVersion } from '../../failures/signature-of.ts';
import { messageOf } from '../../model/errors.ts';
import type { Iteration } from '../../model/iteration.ts';
import type { RepeatRun } from '../../model/repeat-run.ts';
import type { EvidenceLink } from '../../store/evidence.ts';
import type { Store } from '../../store/store.ts';
import { runSettingsSchema } from '../parts.ts';
import { numbersThatDiffer, postedNumbers } from '../posted-numbers.ts';
import { evidenceOf, openQuestion } from '../questions/open.ts';
import { aboutOf, type PlacedSeal, readSeal, sealLinks, sealOf } from '../sealing.ts';
import { compareSeals, type Findings, newFindings } from './seals.ts';

/** What reports of a run are computed from again. */
interface Numbers {
  readonly run: RepeatRun;
  readonly links: readonly EvidenceLink[];
  /** Those of them whose files are as they were. */
  readonly whole: readonly EvidenceLink[];
  readonly store: Store;
  /** The iterations of this run, or of one it took over, as the evidence gives them. */
  readonly read: (runId: string) => Promise<readonly Iteration[]>;
}

/** Compares what was recorded with each report, and what decisions name; false when nothing was recorded. */
export async function compareNumbers(numbers: Numbers, findings: Findings): Promise<boolean> {
  const placed = await readSeals(numbers, findings);
  const newest = placed.at(-1);
  if (newest === undefined) {
    findings.unproven.push({ what: 'the numbers of its report: none were recorded that can be read' });
    return false;
  }
  for (const one of placed) {
    const own = newFindings();
    await compareOne(one, one === newest, { numbers, findings: own });
    const report =
      one === newest
        ? ''
        : `the report ${one.additions === 0 ? 'before anything was added' : `after addition ${one.additions}`}: `;
    findings.differences.push(...own.differences.map(({ what }) => ({ what: `${report}${what}` })));
    findings.unproven.push(...own.unproven.map(({ what }) => ({ what: `${report}${what}` })));
  }
  await compareLedger(placed, numbers, findings);
  return true;
}

async function readSeals(
  { whole, store }: Numbers,
  { differences }: Findings,
): Promise<readonly PlacedSeal[]> {
  const placed: PlacedSeal[] = [];
  for (const link of sealLinks(whole)) {
    try {
      placed.push(await readSeal(link, store));
    } catch {
      differences.push({ what: `${link.name} holds no numbers that can be read` });
    }
  }
  return placed;
}

interface Comparing {
  readonly numbers: Numbers;
  readonly findings: Findings;
}

/** An earlier report counted what there was then. */
async function compareOne(
  placed: PlacedSeal,
  isNewest: boolean,
  { numbers, findings }: Comparing,
): Promise<void> {
  const { run, links, store, read } = numbers;
  const { seal } = placed;
  const { asked } = seal;
  // Earlier versions did not say it, and nothing could be added beside what was asked.
  const through = isNewest ? Infinity : (seal.through ?? asked);
  const { knownIssues } = runSettingsSchema.parse(await store.runs.settings(run.id));
  const iterations = (await read(run.id)).filter(({ index }) => index <= through);
  try {
    const then = links.filter(({ iteration }) => iteration <= through);
    compareSeals(seal, sealOf({ ...seal, iterations, links: then, knownIssues }), findings);
  } catch (error) {
    findings.differences.push({ what: `its numbers do not add up: ${messageOf(error)}` });
    return;
  }
  // A run that is taken up again is prepared anew: what it was of before stands in its seal, under the hash.
  if (isNewest && seal.about !== undefined && !isDeepStrictEqual(seal.about, await aboutOf(run, store)))
    findings.differences.push({
      what: 'its commit, selection, lane or compared sides are not those that are recorded now',
    });
  if (seal.posted === undefined)
    findings.unproven.push({
      what: 'its posted numbers: they were not recorded then; counts, verdict and causes were compared',
    });
  if (seal.posted === undefined || seal.signatures !== signatureVersion) return;
  try {
    const again = await answeredAgain(placed, iterations, numbers);
    findings.differences.push(...numbersThatDiffer(seal.posted, again).map((what) => ({ what })));
  } catch (error) {
    findings.unproven.push({ what: `its posted numbers can’t be computed here: ${messageOf(error)}` });
  }
}

/** The same question, answered from what the evidence gives; nothing is posted. */
async function answeredAgain(
  { seal, additions }: PlacedSeal,
  iterations: readonly Iteration[],
  { run, store, read }: Numbers,
): Promise<unknown> {
  const then = asOf(run, additions);
  const view: Store = {
    ...store,
    iterations: {
      ...store.iterations,
      of: async (id) => [...(id === run.id ? iterations : await read(id))],
    },
    batches: {
      ...store.batches,
      of: async (id) => (await store.batches.of(id)).slice(0, seal.batches),
    },
  };
  const question = await openQuestion(then, { store: view });
  const ending = {
    evidence: await evidenceOf(then, { store: view }),
    isCancelled: false,
    copies: { pages: [], expiries: [] },
    ...(seal.broken === undefined ? {} : { broken: { what: seal.broken, output: '' } }),
  };
  const now = (): Date => new Date(0);
  const { files } = await question.answer(ending, {
    store: view,
    now,
    commandWord: 'retrial',
    log: () => {},
  });
  return postedNumbers(files?.data);
}

/** A run as it was before its later additions. */
function asOf(run: RepeatRun, count: number): RepeatRun {
  const { additions = [], ...rest } = run;
  const kept = additions.slice(0, count);
  const later = additions.slice(count).reduce((sum, { runs }) => sum + runs, 0);
  return { ...rest, asked: run.asked - later, ...(kept.length === 0 ? {} : { additions: kept }) };
}

/** A decision names the hash of the report it rests on. */
async function compareLedger(
  placed: readonly PlacedSeal[],
  { run, store }: Numbers,
  { differences }: Findings,
): Promise<void> {
  const hashes = new Set(placed.map(({ seal }) => seal.hash));
  for (const { number, decision } of await store.ledger.of({ run: run.id })) {
    const { evidence } = decision;
    if (evidence !== undefined && !hashes.has(evidence))
      differences.push({
        what: `entry ${number} of the ledger rests on the hash ${evidence.slice(0, 12)}…, and no report of the run has it`,
      });
  }
}
