import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BisectionReport } from '../../reports/bisection-report.ts';
import type { ComparisonReport } from '../../reports/comparison-report.ts';
import type { IsolationReport } from '../../reports/isolation-report.ts';
import type { RepeatReport } from '../../reports/repeat-report.ts';

/** Any report a terminal run ends in. */
export type AnyReport =
  | { readonly kind: 'repeat'; readonly report: RepeatReport }
  | { readonly kind: 'compare'; readonly report: ComparisonReport }
  | { readonly kind: 'bisect'; readonly report: BisectionReport }
  | { readonly kind: 'isolate'; readonly report: IsolationReport };

/** Keeps a report beside the run's files, for `retrial render`. */
export async function keepReport(
  { kind, report }: AnyReport,
  { home, id }: { readonly home: string; readonly id: string },
): Promise<void> {
  await writeFile(join(home, id, 'report.json'), JSON.stringify({ kind, report }));
}

/** A report as it was kept; undefined when there is none. */
export async function readReport(folder: string): Promise<AnyReport | undefined> {
  const text = await readFile(join(folder, 'report.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  // Written by this program alone, into a folder that is its own.
  const kept: AnyReport = JSON.parse(text);
  return kept;
}
