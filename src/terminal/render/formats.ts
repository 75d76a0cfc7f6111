import { repeatDocument } from '../../reports/repeat-document.ts';
import type { RepeatReport } from '../../reports/report.ts';
import { resultJson } from '../../reports/result-json.ts';
import { renderGitHub } from '../../trackers/github/markdown.ts';
import { renderResult, type Style } from './result.ts';

export type Format = 'text' | 'json' | 'ndjson' | 'markdown';

/** One report in the format that was asked for, with its line end. */
export function renderReport(report: RepeatReport, format: Format, style: Style): string {
  switch (format) {
    case 'text':
      return renderResult(report, style);
    case 'markdown':
      return `${renderGitHub(repeatDocument(report))}\n`;
    case 'json':
      return `${JSON.stringify(resultJson(report))}\n`;
    case 'ndjson':
      return `${JSON.stringify({ event: 'result', ...resultJson(report) })}\n`;
  }
}
