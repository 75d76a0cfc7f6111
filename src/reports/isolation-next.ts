import { code, strong, text, type Block } from '../model/document.ts';
import type { IsolationReport } from './isolation-report.ts';
import { terminalCommand, ticketCommand } from './next-commands.ts';
import type { Wording } from './repeat-report.ts';

const USUAL = 200;

interface Advice {
  readonly why: string;
  readonly verb: string;
  readonly runs: number;
}

/** What to do now, with a command that can be copied as it stands. */
export function isolationNext(report: IsolationReport, wording: Wording): readonly Block[] {
  const { why, verb, runs } = adviceFor(report);
  if (wording.audience === 'ticket') {
    const command = code(ticketCommand(report.run, [verb, `x${runs}`], wording.commandWord));
    return [{ kind: 'paragraph', text: [strong('Next:'), text(` ${why}: `), command] }];
  }
  // One that was stopped in a terminal goes on from what it has.
  const command =
    report.partial === undefined
      ? terminalCommand(report.run, verb, ['-n', String(runs)])
      : `retrial isolate --resume ${report.run.id}`;
  return [
    { kind: 'paragraph', text: [strong('Next:'), text(` ${why}`)] },
    { kind: 'code', text: command },
  ];
}

function adviceFor({ isolation, partial }: IsolationReport): Advice {
  const { kind, scopes, more } = isolation;
  const runs = Math.max(1, ...scopes.map(({ counts }) => counts.asked));
  if (partial !== undefined) return { why: 'run it in full', verb: 'isolate', runs };
  const isWorse = scopes.some(({ reading }) => reading === 'more-often');
  switch (kind) {
    case 'order':
      return {
        why: isWorse
          ? 'look for what the tests before it leave behind; once that is mended, ask again'
          : 'it needs what another test prepares: let it prepare that itself, then ask again',
        verb: 'isolate',
        runs,
      };
    case 'load':
    case 'order-and-load':
      return {
        why: 'look for time limits and shared resources; once mended, ask again',
        verb: 'isolate',
        runs,
      };
    case 'by-itself':
      return {
        why: 'look in the test and the code it calls; once a fix is there',
        verb: 'repeat',
        runs: USUAL,
      };
    case 'undecided':
      return { why: 'ask with more runs', verb: 'isolate', runs: more ?? runs * 4 };
    case 'not-reproduced':
      return { why: 'look for rarer failures', verb: 'isolate', runs: runs * 4 };
    case 'no-data':
      return { why: 'see why it does not run alone', verb: 'repeat', runs: 1 };
  }
}
