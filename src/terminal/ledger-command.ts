import { Command } from 'commander';
import { UserError } from '../model/errors.ts';
import type { TicketRef } from '../model/ticket.ts';
import { ledgerCsv } from '../reports/ledger-csv.ts';
import { ledgerDocument, type LedgerReport } from '../reports/ledger-document.ts';
import { ledgerJson } from '../reports/ledger-json.ts';
import type { LedgerQuestion } from '../store/ledger.ts';
import { renderGitHub } from '../trackers/github/markdown.ts';
import { askStore } from './history/open.ts';
import { processOutput } from './output.ts';
import { renderTerminal, type TerminalLook } from './render/document.ts';
import type { Session } from './session.ts';
import { ledgerAnswer } from '../worker/ledger-answer.ts';

interface RawLedger {
  readonly release?: string;
  readonly ticket?: string;
  readonly format: string;
  readonly config?: string;
}

/** `retrial ledger`: who decided what about a release, when, on which evidence, until when. */
export function ledgerCommand(session: Session): Command {
  return new Command('ledger')
    .summary('list what was decided about a release or on a ticket')
    .description(
      'Lists decisions in the order they were made. Nothing in the ledger is ever rewritten: each entry carries the hash\nof the one before, and all of them are recomputed first. Exit code 1 when one is not as it was entered.',
    )
    .option('--release <name>', 'decisions about this release, or until it')
    .option('--ticket <ticket>', 'decisions made on this ticket: owner/name#12 or KEY-12')
    .option('--format <format>', 'text, markdown, json, csv', 'text')
    .option('--config <file>', 'the server’s settings (YAML)')
    .action(async (raw: RawLedger) => {
      const { out, err, style } = processOutput();
      const render = rendererOf(raw.format);
      const { about, question } = questionOf(raw);
      const answer = await askStore(
        raw.config,
        async ({ ledger }) => ledgerAnswer(ledger, question),
        async (owner) => owner.ledger(question),
      );
      const report = { about, ...answer };
      if (report.check.faults.length === 0) {
        out(render(report, style));
        return;
      }
      err('The ledger is not as it was written, so nothing of it is shown:\n');
      for (const fault of report.check.faults) err(`  ${fault}\n`);
      session.finish(1);
    });
}

function rendererOf(format: string): (report: LedgerReport, look: TerminalLook) => string {
  switch (format) {
    case 'text':
      return (report, look) => renderTerminal(ledgerDocument(report), look);
    case 'markdown':
      return (report) => `${renderGitHub(ledgerDocument(report))}\n`;
    case 'json':
      return (report) => `${JSON.stringify(ledgerJson(report))}\n`;
    case 'csv':
      return ({ entries }) => ledgerCsv(entries);
    default:
      throw new UserError('E-VALUE', `--format is one of text, markdown, json, csv, not \`${format}\`.`);
  }
}

function questionOf({ release, ticket }: RawLedger): {
  readonly about: string;
  readonly question: LedgerQuestion;
} {
  if (release !== undefined && ticket === undefined) return { about: release, question: { release } };
  if (ticket !== undefined && release === undefined) {
    return { about: ticket, question: { ticket: ticketFrom(ticket) } };
  }
  throw new UserError('E-VALUE', 'Say which decisions: --release NAME or --ticket TICKET, one of them.');
}

function ticketFrom(written: string): TicketRef {
  const onGitHub = /^([\w.-]+\/[\w.-]+)#(\d+)$/.exec(written);
  if (onGitHub) return { tracker: 'github', project: onGitHub[1] ?? '', key: onGitHub[2] ?? '' };
  const onJira = /^([A-Z][A-Z\d_]*)-\d+$/.exec(written);
  if (onJira) return { tracker: 'jira', project: onJira[1] ?? '', key: written };
  throw new UserError('E-VALUE', `--ticket ${written} is no ticket: write owner/name#12 or KEY-12.`);
}
