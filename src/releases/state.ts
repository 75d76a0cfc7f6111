import type {
  BlockerDecision,
  BlockerEvidence,
  BlockerFacts,
  BlockerStanding,
  BlockerState,
} from '../model/blocker.ts';
import { fixWords } from '../model/fix-finding.ts';
import { cleanRunsKnownRate } from '../statistics/clean-runs.ts';
import { runsLacking } from './acceptance.ts';
import type { BoardSettings, Case, Judged } from './case.ts';
import { beforeAfter, causesIn } from './checks.ts';
import { begun, type Begun } from './begun.ts';
import { livePullRequests } from './fixes.ts';
import { nextStep } from './next-step.ts';
import { numbersSince } from './numbers-since.ts';
import { failsBefore, isKnownRare, newestSearch, reproductionOf } from './reproduction.ts';
import { cleanRunsAfter, type FailedAgain } from './returns.ts';
import { isFixCheck } from './sides.ts';
import { staleness } from './staleness.ts';
import type { VerifiedFix } from './verification.ts';
import { waitsFor } from './waiting.ts';

/** What a state rests on, before anybody says what comes next. */
interface Finding {
  readonly state: BlockerState;
  readonly why: string;
  readonly evidence?: BlockerEvidence;
  readonly decision?: BlockerDecision;
}

/** Whether a fix failed, and nobody settled it since: a closed ticket then comes back. The same as its standing would say. */
export function isBack(told: BlockerFacts, settings: BoardSettings): boolean {
  const known = begun(told, settings);
  return settled(known) === undefined && failedFix(known) !== undefined;
}

/** The state of a blocker, from evidence and decisions alone: the first of these that has something to say. */
export function blockerStanding(told: BlockerFacts, settings: BoardSettings): BlockerStanding {
  const first = begun(told, settings);
  const { facts, known: runs, fix } = first;
  const { now, tolerance } = settings;
  const known: Case = {
    ...first,
    lacking: runsLacking(runs, fix, tolerance),
    seen: reproductionOf(runs, tolerance),
    failsBefore: failsBefore(runs),
  };
  const finding =
    settled(known) ??
    failedFix(known) ??
    verified(known) ??
    verifying(known) ??
    ignoreProposed(known) ??
    expired(known) ??
    inPart(known) ??
    proposed(known) ??
    causeKnown(known) ??
    observed(known);
  const { state, why, evidence = known.seen.evidence, decision } = finding;
  const judged: Judged = { ...known, state };
  const stale = staleness(facts, state, now);
  return {
    state,
    why,
    evidence,
    failsBefore: known.failsBefore,
    waitsFor: waitsFor(judged),
    next: nextStep(judged),
    ...(stale === undefined ? {} : { stale }),
    ...(decision === undefined ? {} : { decision }),
  };
}

function settled({ decided: { holding } }: Begun): Finding | undefined {
  if (holding === undefined) return undefined;
  const states = { ignore: 'ignored', defer: 'deferred', waive: 'waived' } as const;
  const { what, until } = holding;
  if (what !== 'ignore' && what !== 'defer' && what !== 'waive') return undefined;
  const end = until === undefined ? '' : ` until ${until}`;
  return { state: states[what], why: `${states[what]}${end} by a person's decision`, decision: holding };
}

function failedFix(known: Begun): Finding | undefined {
  const { facts, fix } = known;
  const { verified: fixed, after, unproved } = fix;
  if (fixed !== undefined && after?.kind === 'again') {
    const why = `it failed again on ${after.at.slice(0, 10)}, after the fix was verified`;
    return { state: 'fix-failed', why, ...since(after, known) };
  }
  if (unproved === undefined || isOver(unproved, known)) return undefined;
  const merged = livePullRequests(facts).filter(
    ({ mergedAt = '' }) => mergedAt !== '' && mergedAt <= unproved.at,
  );
  const pull = merged.toSorted((a, b) => (a.mergedAt ?? '').localeCompare(b.mergedAt ?? '')).at(-1);
  const landed = pull === undefined ? 'its ticket was closed' : `pull request #${pull.number} is merged`;
  const why = `it fails again on ${unproved.at.slice(0, 10)} though ${landed}`;
  return { state: 'fix-failed', why, ...since(unproved, known) };
}

function since(failed: FailedAgain, { known }: Pick<Begun, 'known'>): Pick<Finding, 'evidence'> {
  const evidence = numbersSince(failed, known);
  return evidence === undefined ? {} : { evidence };
}

/** Where the branch is clean again for long, its failure is over. One of ordinary CI is in no run, so only runs after it count. */
function isOver({ at, run }: FailedAgain, { known, settings: { tolerance } }: Begun): boolean {
  if (reproductionOf(known, tolerance).kind !== 'clean') return false;
  return run !== undefined || cleanRunsAfter(at, known) >= cleanRunsKnownRate(tolerance);
}

function verified({ facts, lacking, fix: { verified: fixed, after, lostBite } }: Case): Finding | undefined {
  if (fixed === undefined || after !== undefined || lostBite !== undefined || lacking > 0) return undefined;
  const { check, acceptedBy } = fixed;
  const why =
    acceptedBy === undefined ? 'the failure is gone, with too many clean runs for luck' : acceptedWhy(fixed);
  const evidence = check === undefined ? {} : { evidence: beforeAfter(check, facts.causes) };
  return { state: 'verified', why, ...evidence };
}

/** A person's word holds, whatever the run says; what it says is told. */
function acceptedWhy({ accepted }: VerifiedFix): string {
  if (accepted === undefined || accepted.says === 'gone') return 'a person accepted the fix';
  return `a person accepted it by ${accepted.run}: ${fixWords(accepted)}`;
}

function verifying({ facts, known, fix, lacking, decided }: Case): Finding | undefined {
  const running = facts.active.some((one) => isFixCheck(one, known.origins));
  const { newest, lostBite, unshown, verified: fixed } = fix;
  const evidence = newest === undefined ? {} : { evidence: beforeAfter(newest, facts.causes) };
  if (running) return { state: 'verifying', why: 'a comparison is running', ...evidence };
  if (lacking > 0 && fix.after === undefined) {
    const why = `a person accepted it, but on the release only ordinary CI saw it fail: ${lacking} more clean ${lacking === 1 ? 'run is' : 'runs are'} to show it gone`;
    return { state: 'verifying', why };
  }
  if (fixed !== undefined && fix.after === undefined && lostBite !== undefined) {
    const why = 'the test no longer fails on the old code, so its clean runs prove nothing';
    return { state: 'verifying', why, ...evidence };
  }
  if (unshown.length > 0) {
    const lanes = unshown.map((lane) => lane || 'the lane without a name').join(', ');
    return { state: 'verifying', why: `it is gone in one lane, and not shown gone in ${lanes}`, ...evidence };
  }
  if (newest === undefined || newest.outcome !== 'open') return undefined;
  if (decided.expired !== undefined && newest.at <= decided.expired.since) return undefined;
  return { state: 'verifying', why: 'the comparison has too few runs to tell', ...evidence };
}

function ignoreProposed({ decided: { proposed: decision } }: Case): Finding | undefined {
  if (decision === undefined) return undefined;
  const { mode = 'ignore', proposal } = decision;
  const why =
    proposal?.number === undefined
      ? `${mode} decided, and its pull request is still missing`
      : `${mode} proposed: pull request #${proposal.number} waits to be merged`;
  return { state: 'decision', why };
}

function expired({ decided }: Case): Finding | undefined {
  if (decided.expired === undefined) return undefined;
  const { decision, isOver } = decided.expired;
  const until = decision.until ?? 'then';
  if (!isOver) return { state: 'decision', why: `it was put off until ${until}, and has to be settled now` };
  return { state: 'decision', why: `the decision held until ${until} and has run out`, decision };
}

/** More runs would tell nothing new: somebody has to say which cause the ticket is about. */
function inPart({ facts, fix: { newest } }: Case): Finding | undefined {
  if (newest?.outcome !== 'in-part') return undefined;
  const { gone, others } = causesIn(newest.comparison, facts.causes);
  const all = gone.length + others.length;
  return {
    state: 'decision',
    why: `${gone.length} of ${all} causes ${gone.length === 1 ? 'is' : 'are'} gone, and nobody said which this ticket is about`,
    evidence: beforeAfter(newest, facts.causes),
  };
}

function proposed({ facts, fix }: Case): Finding | undefined {
  const [pull] = livePullRequests(facts);
  if (pull === undefined || fix.after?.kind === 'otherwise') return undefined;
  const { newest } = fix;
  const checked = newest?.outcome === 'not-gone' ? ', but the last comparison still failed' : '';
  return { state: 'fix-proposed', why: `pull request #${pull.number} is to fix it${checked}` };
}

function causeKnown({ known, seen }: Case): Finding | undefined {
  if (seen.kind === 'clean') return undefined;
  const bisected = newestSearch(known, 'bisected')?.bisection.outcome;
  if (bisected?.kind === 'culprit') {
    const [culprit] = bisected.culprits;
    return { state: 'cause-known', why: `it began with ${culprit?.id.slice(0, 9) ?? 'a known commit'}` };
  }
  const company = newestSearch(known, 'isolated')?.isolation.kind;
  if (company === 'order')
    return { state: 'cause-known', why: 'the tests around it change how often it fails' };
  if (company === 'load') return { state: 'cause-known', why: 'copies beside it change how often it fails' };
  if (company !== 'order-and-load') return undefined;
  return { state: 'cause-known', why: 'the tests and the copies around it change how often it fails' };
}

function observed({ facts, known, seen, settings, failsBefore: isOld, fix }: Case): Finding {
  switch (seen.kind) {
    case 'unrun': {
      const { branch = 'the release' } = settings.release;
      const isElsewhere = facts.found.length > 0;
      return {
        state: 'new',
        why: isElsewhere ? `nobody has run it on ${branch} yet` : 'nobody has run it yet',
      };
    }
    case 'never-ran':
      return {
        state: 'never-ran',
        why: seen.isSkipped ? 'no run executed it: it is skipped' : 'no run came back',
      };
    case 'unclear':
      return {
        state: 'new',
        why: `clean so far, but in too few runs to have seen a rate of ${rateIn(settings)}`,
      };
    case 'clean':
      return { state: 'not-reproduced', why: `clean in ${seen.executed} runs, enough to have seen it` };
    case 'failed':
      break;
  }
  if (isOld) return { state: 'decision', why: 'it fails on the release before too, and no fix is in sight' };
  if (newestSearch(known, 'bisected')?.bisection.outcome.kind === 'began-to-run')
    return { state: 'decision', why: 'it fails since it runs, and no fix is in sight' };
  if (isKnownRare(known, settings.tolerance))
    return {
      state: 'decision',
      why: `it fails in less than ${rateIn(settings)} of its runs, and no fix is in sight`,
    };
  if (fix.after?.kind !== 'otherwise') return { state: 'reproduced', why: 'it failed' };
  const why = 'it failed, in another way than what was fixed';
  return { state: 'reproduced', why, ...since(fix.after, { known }) };
}

function rateIn({ tolerance }: BoardSettings): string {
  return `${Number((tolerance * 100).toPrecision(2))} %`;
}
