import { join } from 'node:path';
import { z } from 'zod';
import type { BisectionReport } from '../../reports/bisection-report.ts';
import type { ComparisonReport } from '../../reports/comparison-report.ts';
import type { IsolationReport } from '../../reports/isolation-report.ts';
import type { RepeatReport } from '../../reports/repeat-report.ts';
import { readingVersion } from '../../results/reading-version.ts';
import { keep, readKept } from '../kept.ts';

/** Any report a terminal run ends in. */
export type AnyReport =
  | { readonly kind: 'repeat'; readonly report: RepeatReport }
  | { readonly kind: 'compare'; readonly report: ComparisonReport }
  | { readonly kind: 'bisect'; readonly report: BisectionReport }
  | { readonly kind: 'isolate'; readonly report: IsolationReport };

/** A report as it is kept, with the version of the rules that read its iterations; earlier ones say none. */
export type KeptReport = AnyReport & { readonly reading?: string };

const shape = z.looseObject({
  reading: z.string().exactOptional(),
  kind: z.enum(['repeat', 'compare', 'bisect', 'isolate']),
  report: z.looseObject({ run: z.looseObject({ id: z.string() }) }),
});

/** Keeps a report beside the run's files, for `retrial render`. */
export async function keepReport(
  { kind, report }: AnyReport,
  { home, id }: { readonly home: string; readonly id: string },
): Promise<void> {
  await keep(join(home, id), 'report.json', { kind, reading: readingVersion, report });
}

/** A report as it was kept; undefined when there is none. @throws UserError E-VALUE for a damaged one */
export async function readReport(folder: string): Promise<KeptReport | undefined> {
  return readKept<KeptReport>(folder, 'report.json', shape);
}

/** Milliseconds that earlier sessions of a question took: of those that ended in a report, since a killed one left none. */
export async function spentBefore(folder: string): Promise<number> {
  const kept = await readReport(folder).catch(() => undefined);
  return kept?.report.wallMs ?? 0;
}
