import type { ActiveRun, BlockerFacts, BlockerState, NextCommand, NextStep } from '../model/blocker.ts';
import { parseSelector } from '../model/selector.ts';
import type { Judged } from './case.ts';
import { livePullRequests, type FixStory } from './fixes.ts';
import { headOf, proposalOf } from './proposals.ts';
import { newestSearch } from './reproduction.ts';

/** These run a test, and are refused where the ticket remembers none. */
const needTest: readonly NextCommand['verb'][] = ['repeat', 'compare', 'bisect', 'isolate'];

/** The one main next action of each state, as ux.md 2.2 has it. Where nobody named a test, that comes first. */
export function nextStep(judged: Judged): NextStep {
  const step = stepOf(judged);
  const { what, command } = step;
  if (command === undefined || command.test !== undefined || !needTest.includes(command.verb)) return step;
  return { what: `name its test, ${what}`, command: { ...command, test: 'TEST' } };
}

function stepOf(judged: Judged): NextStep {
  const { state, facts } = judged;
  const running = facts.active.at(-1);
  switch (state) {
    case 'ignored':
    case 'deferred':
    case 'waived':
      return { what: 'nothing' };
    case 'decision':
      return settling(judged);
    case 'fix-failed':
      return failedAgain(judged);
    case 'verified':
      return taken(judged);
    case 'fix-proposed':
      return running === undefined ? checkFix(judged) : waiting(running);
    case 'verifying':
      return running === undefined
        ? { what: `${pushFirst(judged)}add runs`, command: added(judged) }
        : waiting(running);
    case 'new':
    case 'never-ran':
    case 'not-reproduced':
    case 'reproduced':
    case 'cause-known':
      return running === undefined ? search(judged, state) : waiting(running);
  }
}

/** States in which nobody has proposed anything. */
type OpenState = Extract<BlockerState, 'new' | 'never-ran' | 'not-reproduced' | 'reproduced' | 'cause-known'>;

function search(judged: Judged, state: OpenState): NextStep {
  const { facts, seen } = judged;
  switch (state) {
    case 'new':
      return {
        what: 'reproduce',
        command: repeated(judged, seen.kind === 'unclear' ? seen.more : undefined),
      };
    case 'never-ran': {
      const isSkipped = seen.kind === 'never-ran' && seen.isSkipped;
      if (!isSkipped) return { what: 'repair the environment, run again', command: repeated(judged) };
      return { what: 'run it without the skip', command: repeated(judged, undefined, ['unskip']) };
    }
    case 'not-reproduced':
      return { what: 'run its whole class, or close', command: wholeClass(judged) };
    case 'reproduced': {
      const isOwned = facts.ticket.assignees.length > 0;
      const command = searched(judged);
      const what = command.verb === 'bisect' ? 'find the commit' : 'see what it depends on';
      return { what: isOwned ? what : `assign, ${what}`, command };
    }
    case 'cause-known':
      return { what: "assign to the change's author", command: typed(judged, 'recommend') };
  }
}

const noRegression = 'reason="fails on the release before too"';

/** A failure that the release before has too is no regression, so it can be put off; the rest is for people to weigh. */
function settling(judged: Judged): NextStep {
  const { settings, decided, failsBefore } = judged;
  if (decided.proposed !== undefined) {
    const number = decided.proposed.proposal?.number;
    const what = number === undefined ? 'see to its pull request' : `merge or close #${number}`;
    return { what, command: typed(judged, 'recommend') };
  }
  const to = named('to', settings.next);
  // Of several it has to be said; one that the ticket is not on is none to be put off from.
  const from = judged.facts.ticket.milestones.includes(settings.release.name) ? releaseWords(judged) : [];
  const isInPart = judged.fix.newest?.outcome === 'in-part' && decided.expired === undefined;
  if (failsBefore && decided.expired === undefined && !isInPart && to.length > 0)
    return { what: 'fix, or put it off', command: { verb: 'defer', words: [...to, ...from, noRegression] } };
  const what = isInPart ? 'link the cause it is about, or accept' : 'fix, quarantine, ignore, defer or waive';
  return { what, command: typed(judged, 'recommend') };
}

/** A person takes the fix for good; what is merged and accepted is only to be closed. */
function taken(judged: Judged): NextStep {
  const { facts, fix } = judged;
  const merge = livePullRequests(facts).some(({ state }) => state === 'open') ? ['merge'] : [];
  if (fix.verified?.acceptedBy !== undefined) return { what: [...merge, 'close'].join(', ') };
  const run = fix.verified?.run;
  const words = [...(run === undefined ? [] : [run]), ...releaseWords(judged)];
  return { what: [...merge, 'accept'].join(', '), command: { verb: 'accept', words } };
}

/** The board's release, where the ticket alone does not tell that it is meant. */
function releaseWords({ facts: { ticket }, settings: { release } }: Judged): readonly string[] {
  const { milestones } = ticket;
  const isPlain = milestones.length === 1 && milestones[0] === release.name;
  return isPlain ? [] : named('release', release.name);
}

function waiting({ run }: ActiveRun): NextStep {
  return { what: 'wait', command: { verb: 'status', words: [run] } };
}

/** What came back is searched for; what never was shown gone has to be seen on the branch first. */
function failedAgain(judged: Judged): NextStep {
  const { facts, fix } = judged;
  const reopen = facts.ticket.status === 'closed' ? 'reopen, ' : '';
  if (fix.verified !== undefined)
    return { what: `${reopen}find what brought it back`, command: sinceTheFix(judged) };
  const isSeen = fix.unproved?.run !== undefined;
  if (isSeen) return { what: `${reopen}mend the fix`, command: typed(judged, 'recommend') };
  return { what: `${reopen}run it on the branch`, command: repeated(judged) };
}

function typed({ facts }: Judged, verb: NextCommand['verb'], words: readonly string[] = []): NextCommand {
  return { verb, words, ...(facts.test === undefined ? {} : { test: facts.test }) };
}

function repeated(judged: Judged, runs?: number, more: readonly string[] = []): NextCommand {
  const { usualRuns, mostRuns, release } = judged.settings;
  const times = Math.min(mostRuns, Math.max(usualRuns, runs ?? 0));
  return typed(judged, 'repeat', [`x${times}`, ...named('ref', release.branch), ...more]);
}

function wholeClass(judged: Judged): NextCommand {
  const command = repeated(judged);
  const { test } = judged.facts;
  if (test === undefined) return command;
  const [first, ...others] = new Set(parseSelector(test).parts.map(({ container }) => container));
  return first === undefined || others.length > 0 ? command : { ...command, test: first };
}

/** A bisection where a good end is known and none was tried; else what runs around the test. */
function searched(judged: Judged): NextCommand {
  const { known, settings } = judged;
  const { branch, predecessor } = settings.release;
  const good = named('good', predecessor?.branch);
  const tried = newestSearch(known, 'bisected') !== undefined;
  if (good.length > 0 && !tried) return typed(judged, 'bisect', [...good, ...named('bad', branch)]);
  if (newestSearch(known, 'isolated') === undefined) return typed(judged, 'isolate', named('ref', branch));
  return typed(judged, 'recommend');
}

/** From the code that was clean to the code that fails; where that is one commit, only more runs can tell. */
function sinceTheFix(judged: Judged): NextCommand {
  const { fix, settings } = judged;
  const side = fix.verified?.check?.comparison.after.side;
  const good = named('good', side?.commit ?? side?.label);
  if (good.length === 0) return searched(judged);
  return typed(judged, 'bisect', [...good, ...named('bad', settings.release.branch)]);
}

/** What was merged is no longer to be compared with the branch: the branch itself must be clean now. */
function checkFix(judged: Judged): NextStep {
  const isMerged = livePullRequests(judged.facts).every(({ state }) => state === 'merged');
  if (isMerged) return { what: 'run it on the branch', command: repeated(judged) };
  return { what: `${pushFirst(judged)}compare`, command: compared(judged) };
}

/** Of code of a fork, unless a branch that holds it was compared before. */
function pushFirst({ facts, fix, lacking }: Judged): string {
  const pull = proposalOf(facts);
  const isMeant = lacking > 0 || rangeOf(fix) === undefined;
  return pull?.isFork === true && isMeant ? `push #${pull.number} to a branch here, ` : '';
}

function compared(judged: Judged): NextCommand {
  const { facts, fix, settings } = judged;
  const range = rangeOf(fix) ?? proposedRange(facts, settings.release.branch);
  return typed(judged, 'compare', [...(range === undefined ? [] : [range]), ...lanesOf(judged)]);
}

/** Where CI alone saw it fail there is nothing to compare: the fix has to be clean by itself. */
function added(judged: Judged): NextCommand {
  if (judged.lacking === 0) return compared(judged);
  const { usualRuns, mostRuns } = judged.settings;
  const proposal = proposalOf(judged.facts);
  if (proposal === undefined) return repeated(judged, judged.lacking);
  const times = Math.min(mostRuns, Math.max(usualRuns, judged.lacking));
  return typed(judged, 'repeat', [`x${times}`, `ref=${headOf(proposal)}`]);
}

/** A project's first lane is meant where none is named: only where it ran in several it matters which. */
function lanesOf({ facts, fix }: Judged): readonly string[] {
  if (new Set(facts.found.map(({ lane }) => lane)).size < 2) return [];
  const { unshown, newest } = fix;
  const lanes = unshown.length > 0 || newest === undefined ? unshown : [newest.lane];
  const isSafe = lanes.every((lane) => /^\w[\w.-]*$/.test(lane));
  return lanes.length === 0 || !isSafe ? [] : [`lane=${lanes.join(',')}`];
}

/** The same two revisions again: their earlier runs are taken in. */
function rangeOf({ newest, unshown }: FixStory): string | undefined {
  if (newest === undefined || (newest.outcome !== 'open' && unshown.length === 0)) return undefined;
  const { before, after } = newest.comparison;
  return range(before.side.label, after.side.label);
}

function proposedRange(facts: BlockerFacts, branch: string | undefined): string | undefined {
  const pull = proposalOf(facts);
  return pull === undefined ? undefined : range(branch ?? '', headOf(pull));
}

function range(base: string, head: string): string | undefined {
  const isSafe = (base === '' || isTypeable(base)) && isTypeable(head);
  return isSafe ? `${base}..${head}` : undefined;
}

function named(key: string, revision: string | undefined): readonly string[] {
  return revision === undefined || !isTypeable(revision) ? [] : [`${key}=${revision}`];
}

/** Whether a revision can stand in a command as it is: it comes from people, branches included. */
function isTypeable(revision: string): boolean {
  return /^#?[\w][\w./:+-]*$/.test(revision) && !revision.includes('..');
}
