import { code, strong, text, type Block } from '../model/document.ts';
import type { Decision } from '../model/decision.ts';
import { wantedRuns } from './additions.ts';
import { shellWord, terminalCommand, terminalRepeat, ticketCommand, ticketRepeat } from './next-commands.ts';
import { percentAtMost, plural } from './numbers.ts';
import type { RepeatReport, RunFacts, Wording } from './repeat-report.ts';

const MAX_COUNT = 2000;
/** Enough to see whether an environment works again. */
const TRIAL = 5;
/** A test that fails every time shows a fix at once; a few more runs show that it stays. */
const FIX_CHECK = 10;

interface Advice {
  readonly why: string;
  readonly times: number;
  /** Side by side with the release before, instead of alone. */
  readonly isCompared?: boolean;
  /** A command to look with first. */
  readonly look?: string;
  /** With the skip taken off for this run. */
  readonly isUnskip?: boolean;
}

/**
 * What to do now, with commands that can be copied as they stand: within a sentence on a ticket, on lines of their
 * own in a terminal.
 */
export function nextStep(report: RepeatReport, wording: Wording): readonly Block[] {
  if (canGoOn(report, wording)) return goingOn(report.run.id);
  const { why, times, look, isUnskip = false, isCompared = false } = adviceFor(report, wording);
  if (isCompared) return compared(report.run, why, wording);
  if (wording.audience === 'ticket') {
    const { askedOverlays = [] } = report.run;
    const run = isUnskip ? { ...report.run, askedOverlays: [...askedOverlays, 'unskip'] } : report.run;
    const command = code(ticketRepeat(run, times, wording.commandWord));
    return [{ kind: 'paragraph', text: [strong('Next:'), text(` ${why}: `), command] }];
  }
  const repeat = terminalRepeat(isUnskip ? unskipped(report.run) : report.run, times);
  const commands = look === undefined ? [repeat] : [look, repeat];
  return [
    { kind: 'paragraph', text: [strong('Next:'), text(` ${why}`)] },
    { kind: 'code', text: commands.join('\n') },
  ];
}

/** A question that a person stopped in a terminal: what it has is kept, and counts. */
function canGoOn({ partial, decision }: RepeatReport, { audience }: Wording): boolean {
  return audience === 'terminal' && partial === 'interrupted' && decision !== undefined;
}

function goingOn(run: string): readonly Block[] {
  return [
    { kind: 'paragraph', text: [strong('Next:'), text(' let it go on')] },
    { kind: 'code', text: `retrial repeat --resume ${shellWord(run)}` },
  ];
}

function adviceFor(report: RepeatReport, wording: Wording): Advice {
  const { kind, counts } = report.verdict;
  const asked = Math.max(1, wantedRuns(counts.asked, report.run.additions));
  const decided = report.decision === undefined ? undefined : adviceOnDecision(report, report.decision);
  if (decided !== undefined && counts.executed > 0 && kind !== 'environment-broken') return decided;
  if (report.partial !== undefined && kind !== 'broken') return { why: 'run it in full', times: asked };
  switch (kind) {
    case 'nothing-ran':
      if (canUnskip(report, wording)) {
        return { why: 'run it with the skip taken off, for this run only', times: asked, isUnskip: true };
      }
      return {
        why: 'take away what keeps it from running, then see that one run executes it',
        times: 1,
        ...inspection(report, wording),
      };
    case 'environment-broken': {
      const times = Math.min(TRIAL, asked);
      const look = wording.audience === 'ticket' ? {} : { look: 'retrial doctor' };
      return { why: `repair the environment, then try ${plural(times, 'run')}`, times, ...look };
    }
    case 'clean-so-far':
      return afterClean(report, asked, wording);
    case 'flaky':
      return report.advice?.action === 'run-more' && canCompare(report.run, wording)
        ? { why: 'compare it with the release before, named in place of RELEASE', times: 0, isCompared: true }
        : { why: 'once a fix is there, repeat it as often', times: asked };
    case 'broken':
      return { why: 'it is not flaky, so few runs show a fix', times: Math.min(FIX_CHECK, asked) };
  }
}

/** As many as rule out the rate that matters; once that is done, more see rarer failures. */
function afterClean({ notRuledOut, advice }: RepeatReport, asked: number, wording: Wording): Advice {
  const most = wording.maxCount ?? MAX_COUNT;
  const { rate = 0, cleanRuns = 0 } = notRuledOut ?? {};
  if (cleanRuns > asked && (wording.audience === 'terminal' || cleanRuns <= most))
    return {
      why: `if all of these pass, a failure rate of ${percentAtMost(rate)} is ruled out`,
      times: cleanRuns,
    };
  const more = Math.min(most, asked * 2);
  if (more <= asked) return { why: 'to look again', times: asked };
  return {
    why: advice?.action === 'close' ? 'close it, or look for rarer failures' : 'to see rarer failures',
    times: more,
  };
}

/** On a ticket a comparison ends at a branch that can be named in a command; in a terminal the shell's words are quoted. */
function canCompare({ revision = '' }: RunFacts, { audience }: Wording): boolean {
  if (audience === 'terminal') return true;
  return /^\w[\w./+-]*$/.test(revision) && !/^[0-9a-f]{7,64}$/i.test(revision);
}

/** A revision is what a comparison ends at; the files as they stand have no name of their own. */
function compared(run: RunFacts, why: string, { audience, commandWord }: Wording): readonly Block[] {
  const words = [strong('Next:'), text(` ${why}`)];
  const { options = [], command = [] } = run.typed ?? {};
  const at = options.indexOf('--ref');
  if (audience === 'ticket') {
    const line = code(ticketCommand(run, ['compare', `RELEASE..${run.revision ?? ''}`], commandWord));
    return [{ kind: 'paragraph', text: [...words, text(': '), line] }];
  }
  const range = at === -1 ? 'RELEASE' : `RELEASE..${options[at + 1] ?? 'HEAD'}`;
  const typed = { options: at === -1 ? options : options.toSpliced(at, 2), command };
  return [
    { kind: 'paragraph', text: words },
    { kind: 'code', text: terminalCommand({ ...run, typed }, 'compare', [range]) },
  ];
}

/** What follows from an answer; the rest follows from the verdict. */
function adviceOnDecision({ verdict }: RepeatReport, decision: Decision): Advice | undefined {
  const { kind, more, failed, first } = decision;
  const asked = Math.max(1, verdict.counts.asked);
  switch (kind) {
    case 'undecided':
      return more === undefined
        ? { why: 'ask about a rate further away, or see how often it fails', times: asked }
        : {
            why: failed === 0 ? 'if these are clean too, it is decided' : 'to decide it',
            times: asked + more,
          };
    case 'still-bites':
      return { why: 'to know how often it fails here', times: MAX_COUNT / 10 };
    case 'fails-no-more':
      return { why: 'find what took its bite; to see rarer failures', times: asked * 2 };
    case 'reproduced':
      return first && { why: 'to know how often it fails', times: first.most };
    case 'below':
    case 'above':
    case 'not-seen':
    case 'nothing-ran':
      return undefined;
  }
}

/** What the reports say about a test that did not run; only where the reader has the files. */
function inspection(report: RepeatReport, wording: Wording): { readonly look?: string } {
  const place = report.evidence?.find(({ at }) => !at.includes('://'));
  if (wording.audience === 'ticket' || place === undefined || report.exitCodesOnly) return {};
  return { look: `retrial inspect ${shellWord(place.at)}` };
}

/** Whether a skip stands in the sources that `unskip` takes off; in a terminal it needs a revision of its own. */
function canUnskip({ skips = [], run }: RepeatReport, { audience }: Wording): boolean {
  if (!skips.some(({ isConditional }) => !isConditional)) return false;
  if (run.askedOverlays?.includes('unskip') === true) return false;
  return audience === 'ticket' || run.typed?.options.includes('--ref') === true;
}

function unskipped(run: RunFacts): RunFacts {
  const { options = [], command = [] } = run.typed ?? {};
  return { ...run, typed: { options: [...options, '--unskip'], command } };
}
