import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { finishedIndexes, readRequest } from '../../ci/local/folder.ts';
import type { KnownIssueRule } from '../../failures/known-issues.ts';
import { signatureVersion } from '../../failures/signature-of.ts';
import { messageOf, UserError } from '../../model/errors.ts';
import type { Iteration } from '../../model/iteration.ts';
import { isLookedAt } from '../../model/repeat-run.ts';
import type { Verification } from '../../model/verification.ts';
import type { RepeatReport } from '../../reports/repeat-report.ts';
import { differencesOf } from '../../worker/differences.ts';
import { isReadOtherwise } from '../../worker/kept-results.ts';
import { assess } from '../../worker/assessment.ts';
import { numbersThatDiffer, postedNumbers } from '../../worker/posted-numbers.ts';
import { resultJson } from '../../reports/result-json.ts';
import { iterationAgain } from './taken-over.ts';
import { type Seal, sealOf } from '../../worker/sealing.ts';
import { compareSeals, type Findings, newFindings } from '../../worker/verifying/seals.ts';
import { readReport } from '../questions/reports.ts';
import { verifyQuestion } from './question.ts';

/**
 * Reads the files of a terminal run again and compares them with its report; undefined when the folder has none.
 * @throws UserError E-VALUE for a run whose report or request cannot be read.
 */
export async function verifyFolder(
  folder: string,
  id: string,
  knownIssues: readonly KnownIssueRule[],
): Promise<Verification | undefined> {
  const found = await readReport(folder);
  if (found === undefined) return undefined;
  if (found.kind !== 'repeat' || existsSync(join(folder, 'question.json')))
    return verifyQuestion(folder, id, found);
  const request = await readRequest(folder).catch((error: unknown) => unreadable(id, error));
  if (request === undefined) {
    throw new UserError('E-VALUE', `${id} can't be verified: its request.json is missing.`);
  }
  const findings = newFindings();
  const isOlder = isReadOtherwise(found);
  const iterations: Iteration[] = [];
  let recomputed = 0;
  for (const recorded of found.report.iterations) {
    const again = await iterationAgain(folder, recorded.index, request.selector).catch(() => undefined);
    if (again === undefined) {
      const what = 'its files are missing, or can’t be read';
      findings.differences.push({ iteration: recorded.index, what });
    } else {
      recomputed += 1;
      findings[isOlder ? 'older' : 'differences'].push(...differencesOf(recorded, again));
    }
    iterations.push(isOlder ? recorded : (again ?? recorded));
  }
  const known = new Set(iterations.map(({ index }) => index));
  for (const index of await finishedIndexes(folder)) {
    if (!known.has(index))
      findings.differences.push({
        iteration: index,
        what: 'its files are here, and it is not in the report',
      });
  }
  compareSeals(...sealsOf(found.report, iterations, knownIssues), findings);
  comparePosted(found.report, { iterations, knownIssues, findings });
  return { run: id, iterations: iterations.length, recomputed, hasNumbers: true, ...findings };
}

interface Again {
  readonly iterations: readonly Iteration[];
  readonly knownIssues: readonly KnownIssueRule[];
  readonly findings: Findings;
}

/** Every number that the report says, rates and intervals among them; what was told already is not told again. */
function comparePosted(report: RepeatReport, { iterations, knownIssues, findings }: Again): void {
  if (versionOf(report.groups.map(({ group }) => group.signature.id)) !== signatureVersion) return;
  const { broken, verdict } = report;
  const why = broken === undefined ? {} : { broken: broken.what };
  const say = (what: string): void => {
    if (!findings.differences.some((told) => told.what === what)) findings.differences.push({ what });
  };
  try {
    const isAnytime = isLookedAt(report.run);
    const again = assess({ asked: verdict.counts.asked, iterations, knownIssues, isAnytime, ...why });
    const numbers = [report, { ...report, verdict: again.verdict, groups: again.groups, iterations }].map(
      (one) => postedNumbers(resultJson(one)),
    );
    for (const what of numbersThatDiffer(numbers[0], numbers[1])) say(what);
  } catch (error) {
    say(`its numbers do not add up: ${messageOf(error)}`);
  }
}

/** The numbers of the report, and those of the iterations: a folder has no hashes to compare. */
function sealsOf(
  { verdict, groups, broken }: RepeatReport,
  iterations: readonly Iteration[],
  knownIssues: readonly KnownIssueRule[],
): readonly [Seal, Seal] {
  const { asked } = verdict.counts;
  const why = broken === undefined ? {} : { broken: broken.what };
  const again = sealOf({ asked, ...why, iterations, links: [], knownIssues });
  const recorded: Seal = {
    ...again,
    signatures: versionOf(groups.map(({ group }) => group.signature.id)),
    counts: verdict.counts,
    verdict: verdict.kind,
    groups: groups.map(({ group }) => ({ id: group.signature.id, iterations: [...group.iterations] })),
  };
  return [recorded, again];
}

/** The version stands in each id; those of issues people know have none. */
function versionOf(ids: readonly string[]): string {
  return (
    ids.map((id) => /^(s\d+)-/.exec(id)?.[1]).find((version) => version !== undefined) ?? signatureVersion
  );
}

function unreadable(id: string, error: unknown): never {
  throw new UserError(
    'E-VALUE',
    `${id} can’t be verified: its request.json can’t be read (${messageOf(error)}).`,
  );
}
