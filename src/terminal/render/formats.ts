import { repeatDocument } from '../../reports/repeat-document.ts';
import type { RepeatReport } from '../../reports/repeat-report.ts';
import { resultJson } from '../../reports/result-json.ts';
import { eventLine, resultEvent } from '../../reports/run-events.ts';
import { renderGitHub } from '../../trackers/github/markdown.ts';
import { renderTerminal, type TerminalLook } from './document.ts';

export type Format = 'text' | 'json' | 'ndjson' | 'markdown';

/** Room that labels and indentation take from a row of the run strip. */
const stripMargin = 20;

/** One report in the format that was asked for, with its line end. */
export function renderReport(report: RepeatReport, format: Format, look: TerminalLook): string {
  const perRow = Math.max(20, Math.min(100, look.width - stripMargin));
  switch (format) {
    case 'text':
      return renderTerminal(repeatDocument(report, { audience: 'terminal', perRow }), look);
    case 'markdown':
      return `${renderGitHub(repeatDocument(report, { audience: 'ticket' }))}\n`;
    case 'json':
      return `${JSON.stringify(resultJson(report))}\n`;
    case 'ndjson':
      return eventLine(resultEvent(report));
  }
}
