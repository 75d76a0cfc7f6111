import type { FoundFile } from '../archives/found-file.ts';
import type { InspectedFile } from '../model/inspection.ts';
import { inspectedReport, unreadFile } from '../results/inspection.ts';
import { listedReport } from '../results/listed-report.ts';
import type { ReportKeeper } from '../results/report-keeper.ts';
import { readSavedAnswer } from '../results/saved-answers.ts';

/** It is read whole, unlike a report. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Whether a file may hold results as a CI service's API lists them. */
export function isSavedAnswer(path: string): boolean {
  return /\.json$/i.test(path);
}

/** Counts what a person saved of a CI service's API; one file, however many iterations it stands for. */
export async function inspectSaved(
  found: FoundFile,
  inside: string,
  keeper: ReportKeeper,
): Promise<InspectedFile> {
  const text = await textOf(found);
  if (text === undefined)
    return unreadFile(found.path, 'refused', `it is JSON of more than ${MAX_BYTES} bytes`);
  const json = parsed(text);
  if (json === undefined) return unreadFile(found.path, 'damaged', 'its JSON is not whole');
  const reports = readSavedAnswer(inside, json.value);
  if (reports === undefined) {
    return unreadFile(
      found.path,
      'not-junit',
      'JSON, but neither CircleCI’s list of test results ({"items": […]}) nor Jenkins’ ({"suites": […]})',
    );
  }
  for (const report of reports) keeper.keep(report);
  const { status, reason } = reports[0] ?? {};
  const { counts, declared, declaredMismatch } = listedReport(
    inside,
    reports.flatMap(({ cases }) => cases),
  );
  return inspectedReport(inside, {
    status: status ?? 'ok',
    ...(reason === undefined ? {} : { reason }),
    counts,
    declared,
    declaredMismatch,
  });
}

async function textOf(found: FoundFile): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  await found.read((chunk) => {
    bytes += chunk.byteLength;
    // A chunk is valid during the call only.
    if (bytes <= MAX_BYTES) chunks.push(Buffer.from(chunk));
    return bytes <= MAX_BYTES;
  });
  return bytes > MAX_BYTES
    ? undefined
    : Buffer.concat(chunks)
        .toString()
        .replace(/^\uFEFF/, '');
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
