import { code, strong, text, type Block } from '../model/document.ts';
import type { Decision } from '../model/decision.ts';
import { shellWord, terminalRepeat, ticketRepeat } from './next-commands.ts';
import { plural } from './numbers.ts';
import type { RepeatReport, RunFacts, Wording } from './repeat-report.ts';

const MAX_COUNT = 2000;
/** Enough to see whether an environment works again. */
const TRIAL = 5;
/** A test that fails every time shows a fix at once; a few more runs show that it stays. */
const FIX_CHECK = 10;

interface Advice {
  readonly why: string;
  readonly times: number;
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
  const { why, times, look, isUnskip = false } = adviceFor(report, wording);
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

function adviceFor(report: RepeatReport, wording: Wording): Advice {
  const { kind, counts } = report.verdict;
  const asked = Math.max(1, counts.asked);
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
    case 'clean-so-far': {
      const more = Math.min(wording.maxCount ?? MAX_COUNT, asked * 2);
      return more > asked
        ? { why: 'to see rarer failures', times: more }
        : { why: 'to look again', times: asked };
    }
    case 'flaky':
      return { why: 'once a fix is there, repeat it as often', times: asked };
    case 'broken':
      return { why: 'it is not flaky, so few runs show a fix', times: Math.min(FIX_CHECK, asked) };
  }
}

/** What follows from an answer; the rest follows from the verdict. */
function adviceOnDecision({ verdict }: RepeatReport, { kind, more, failed }: Decision): Advice | undefined {
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
    case 'below':
    case 'above':
    case 'reproduced':
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
