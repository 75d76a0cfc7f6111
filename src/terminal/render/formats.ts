import { bisectionDocument } from '../../reports/bisection-document.ts';
import { bisectionJson } from '../../reports/bisection-json.ts';
import { comparisonDocument } from '../../reports/comparison-document.ts';
import { comparisonJson } from '../../reports/comparison-json.ts';
import type { Document } from '../../model/document.ts';
import { isolationDocument } from '../../reports/isolation-document.ts';
import { isolationJson } from '../../reports/isolation-json.ts';
import { repeatDocument } from '../../reports/repeat-document.ts';
import type { RepeatReport, Wording } from '../../reports/repeat-report.ts';
import { resultJson } from '../../reports/result-json.ts';
import { eventLine, resultEvent } from '../../reports/run-events.ts';
import { renderGitHub } from '../../trackers/github/markdown.ts';
import { renderHtml } from '../../trackers/html/page.ts';
import { renderAdf } from '../../trackers/jira/adf.ts';
import { renderJiraWiki } from '../../trackers/jira/wiki.ts';
import type { AnyReport } from '../questions/reports.ts';
import { renderTerminal, type TerminalLook } from './document.ts';

/** `github` (or `markdown`) is a GitHub comment, `jira` one in Jira's wiki markup, `adf` one on Jira Cloud; `html` a page. */
export type Format = 'text' | 'json' | 'ndjson' | Written;

/** How a report is written for people elsewhere than in a terminal. */
type Written = 'github' | 'markdown' | 'jira' | 'adf' | 'html';

const written: Readonly<Record<Written, (document: Document) => string>> = {
  github: (document) => `${renderGitHub(document)}\n`,
  markdown: (document) => `${renderGitHub(document)}\n`,
  jira: (document) => `${renderJiraWiki(document)}\n`,
  adf: (document) => `${renderAdf(document)}\n`,
  html: renderHtml,
};

/** Room that labels and indentation take from a row of the run strip. */
const stripMargin = 20;

/** Any report in the format that was asked for, with its line end; `ndjson` of a question is its one object. */
export function renderAny(kept: AnyReport, format: Format, look: TerminalLook): string {
  if (kept.kind === 'repeat') return renderReport(kept.report, format, look);
  if (format === 'json' || format === 'ndjson') return `${JSON.stringify(jsonOf(kept))}\n`;
  const wording = { audience: format === 'text' ? ('terminal' as const) : ('ticket' as const) };
  const document = documentOf(kept, wording);
  if (format === 'text') return renderTerminal(document, look);
  return written[format](document);
}

/** A document that is worded already, in the format that was asked for. */
export function renderDocument(
  document: Document,
  format: Exclude<Format, 'json' | 'ndjson'>,
  look: TerminalLook,
): string {
  return format === 'text' ? renderTerminal(document, look) : written[format](document);
}

type Answer = Exclude<AnyReport, { readonly kind: 'repeat' }>;

function jsonOf(kept: Answer): unknown {
  switch (kept.kind) {
    case 'compare':
      return comparisonJson(kept.report);
    case 'bisect':
      return bisectionJson(kept.report);
    case 'isolate':
      return isolationJson(kept.report);
  }
}

function documentOf(kept: Answer, wording: Wording): Document {
  switch (kept.kind) {
    case 'compare':
      return comparisonDocument(kept.report, wording);
    case 'bisect':
      return bisectionDocument(kept.report, wording);
    case 'isolate':
      return isolationDocument(kept.report, wording);
  }
}

/** One report in the format that was asked for, with its line end. */
export function renderReport(report: RepeatReport, format: Format, look: TerminalLook): string {
  const perRow = Math.max(20, Math.min(100, look.width - stripMargin));
  if (format === 'text')
    return renderTerminal(repeatDocument(report, { audience: 'terminal', perRow }), look);
  if (format === 'json') return `${JSON.stringify(resultJson(report))}\n`;
  if (format === 'ndjson') return eventLine(resultEvent(report));
  return written[format](repeatDocument(report, { audience: 'ticket' }));
}
