import type {
  BlockerDecision,
  BlockerEvidence,
  BlockerFacts,
  BlockerStanding,
  BlockerState,
} from '../model/blocker.ts';
import { estimate } from '../statistics/estimate.ts';
import type { BoardSettings, Case, Judged } from './case.ts';
import { decidedFor, decisionsAbout } from './decisions.ts';
import { fixStory, livePullRequests } from './fixes.ts';
import { nextStep } from './next-step.ts';
import type { ComparedRun } from './observations.ts';
import { failsBefore, isKnownRare, newestSearch, reproductionOf } from './reproduction.ts';
import { staleness } from './staleness.ts';
import { waitsFor } from './waiting.ts';

/** What a state rests on, before anybody says what comes next. */
interface Finding {
  readonly state: BlockerState;
  readonly why: string;
  readonly evidence?: BlockerEvidence;
  readonly decision?: BlockerDecision;
}

/** The state of a blocker, from evidence and decisions alone: the first of these that has something to say. */
export function blockerStanding(facts: BlockerFacts, settings: BoardSettings): BlockerStanding {
  const { release, now, tolerance } = settings;
  const known: Case = {
    facts,
    settings,
    decided: decidedFor(release.name, decisionsAbout(facts.test, facts.decisions), settings),
    fix: fixStory(facts, release),
    seen: reproductionOf(facts, release, tolerance),
    failsBefore: failsBefore(facts, release),
  };
  const finding =
    settled(known) ??
    failedFix(known) ??
    verified(known) ??
    verifying(known) ??
    ignoreProposed(known) ??
    expired(known) ??
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

function settled({ decided: { holding } }: Case): Finding | undefined {
  if (holding === undefined) return undefined;
  const states = { ignore: 'ignored', defer: 'deferred', waive: 'waived' } as const;
  const { what, until } = holding;
  if (what !== 'ignore' && what !== 'defer' && what !== 'waive') return undefined;
  const end = until === undefined ? '' : ` until ${until}`;
  return { state: states[what], why: `${states[what]}${end} by a person's decision`, decision: holding };
}

function failedFix({ fix: { verified: fixed, after } }: Case): Finding | undefined {
  if (fixed === undefined || after?.kind !== 'again') return undefined;
  return {
    state: 'fix-failed',
    why: `it failed again on ${after.at.slice(0, 10)}, after the fix was verified`,
  };
}

function verified({ fix: { verified: fixed, after, lostBite } }: Case): Finding | undefined {
  if (fixed === undefined || after !== undefined || lostBite !== undefined) return undefined;
  const { check, acceptedBy } = fixed;
  const why =
    acceptedBy === undefined
      ? 'the failure is gone, with too many clean runs for luck'
      : 'a person accepted the fix';
  return { state: 'verified', why, ...(check === undefined ? {} : { evidence: beforeAfter(check) }) };
}

function verifying({ facts, fix, decided }: Case): Finding | undefined {
  const running = facts.active.some(({ question }) => question === 'compare');
  const { newest, lostBite, verified: fixed } = fix;
  const evidence = newest === undefined ? {} : { evidence: beforeAfter(newest) };
  if (running) return { state: 'verifying', why: 'a comparison is running', ...evidence };
  if (fixed !== undefined && fix.after === undefined && lostBite !== undefined) {
    const why = 'the test no longer fails on the old code, so its clean runs prove nothing';
    return { state: 'verifying', why, ...evidence };
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

function proposed({ facts, fix }: Case): Finding | undefined {
  const [pull] = livePullRequests(facts);
  if (pull === undefined || fix.after?.kind === 'otherwise') return undefined;
  const { newest } = fix;
  const checked = newest?.outcome === 'not-gone' ? ', but the last comparison still failed' : '';
  return { state: 'fix-proposed', why: `pull request #${pull.number} is to fix it${checked}` };
}

function causeKnown({ facts, seen }: Case): Finding | undefined {
  if (seen.kind === 'clean') return undefined;
  const bisected = newestSearch(facts.found, 'bisected')?.bisection.outcome;
  if (bisected?.kind === 'culprit') {
    const [culprit] = bisected.culprits;
    return { state: 'cause-known', why: `it began with ${culprit?.id.slice(0, 9) ?? 'a known commit'}` };
  }
  const company = newestSearch(facts.found, 'isolated')?.isolation.kind;
  if (company === 'order')
    return { state: 'cause-known', why: 'the tests around it change how often it fails' };
  if (company === 'load') return { state: 'cause-known', why: 'copies beside it change how often it fails' };
  if (company !== 'order-and-load') return undefined;
  return { state: 'cause-known', why: 'the tests and the copies around it change how often it fails' };
}

function observed({ facts, seen, settings, failsBefore: isOld, fix }: Case): Finding {
  switch (seen.kind) {
    case 'unrun':
      return { state: 'new', why: 'nobody has run it yet' };
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
  if (newestSearch(facts.found, 'bisected')?.bisection.outcome.kind === 'began-to-run')
    return { state: 'decision', why: 'it fails since it runs, and no fix is in sight' };
  if (isKnownRare(facts.found, settings.tolerance))
    return {
      state: 'decision',
      why: `it fails in less than ${rateIn(settings)} of its runs, and no fix is in sight`,
    };
  const otherwise = fix.after?.kind === 'otherwise' ? ', in another way than what was fixed' : '';
  return { state: 'reproduced', why: `it failed${otherwise}` };
}

function rateIn({ tolerance }: BoardSettings): string {
  return `${Number((tolerance * 100).toPrecision(2))} %`;
}

function beforeAfter({ run, comparison }: ComparedRun): BlockerEvidence {
  const of = (which: 'before' | 'after') => {
    const { failed, executed } = comparison[which].counts;
    return executed === 0 ? {} : { [which]: estimate(failed, executed) };
  };
  return { kind: 'before-after', run, ...of('before'), ...of('after') };
}
