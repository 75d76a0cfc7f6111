import { code, strong, text, type Block, type Inline } from '../model/document.ts';
import { terminalRepeat, ticketRepeat } from './next-commands.ts';
import { plural } from './numbers.ts';
import type { RepeatReport, Wording } from './repeat-report.ts';

const MAX_COUNT = 2000;
/** Enough to see whether an environment works again. */
const TRIAL = 5;
/** A test that fails every time shows a fix at once; a few more runs show that it stays. */
const FIX_CHECK = 10;

interface Advice {
  readonly why: string;
  readonly times: number;
  /** What to look at first. */
  readonly look?: readonly Inline[];
}

/** What to do now, with a command that can be copied as it stands. */
export function nextStep(report: RepeatReport, wording: Wording): Block {
  const { why, times, look = [] } = adviceFor(report, wording);
  const repeat = wording.audience === 'ticket' ? ticketRepeat : terminalRepeat;
  const words = [strong('Next:'), text(' '), ...look, text(`${why}: `), code(repeat(report.run, times))];
  return { kind: 'paragraph', text: words };
}

function adviceFor(report: RepeatReport, wording: Wording): Advice {
  const { kind, counts } = report.verdict;
  const asked = Math.max(1, counts.asked);
  const most = wording.maxCount ?? MAX_COUNT;
  if (report.partial !== undefined && kind !== 'broken') return { why: 'run it in full', times: asked };
  switch (kind) {
    case 'nothing-ran':
      return {
        why: 'take away what keeps it from running, then see that it runs',
        times: 1,
        look: evidenceLook(report, wording),
      };
    case 'environment-broken':
      return {
        why: `repair the environment, then try ${plural(Math.min(TRIAL, asked), 'run')}`,
        times: Math.min(TRIAL, asked),
        look:
          wording.audience === 'ticket'
            ? []
            : [text('look at the set-up with '), code('retrial doctor'), text('; ')],
      };
    case 'clean-so-far': {
      const more = Math.min(most, asked * 2);
      if (more <= asked) return { why: 'this is the most one run may ask for; to look again', times: asked };
      return { why: 'to see rarer failures', times: more };
    }
    case 'flaky':
      return { why: 'once a fix is there, repeat it as often', times: asked };
    case 'broken':
      return {
        why: 'it is not flaky, so few runs show whether a fix works',
        times: Math.min(FIX_CHECK, asked),
      };
  }
}

function evidenceLook(report: RepeatReport, wording: Wording): readonly Inline[] {
  const place = report.evidence?.find(({ at }) => !at.includes('://'));
  if (wording.audience === 'ticket' || place === undefined || report.exitCodesOnly) return [];
  return [text('see what the reports say with '), code(`retrial inspect ${place.at}`), text('; ')];
}
