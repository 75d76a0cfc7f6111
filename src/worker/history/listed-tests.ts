import type { BatchFile } from '../../ci/remote/batch-file.ts';
import type { Build } from '../../model/history.ts';
import { circleciReports } from '../../results/circleci-tests.ts';
import { readJenkinsTests } from '../../results/jenkins-tests.ts';
import type { ParsedReport } from '../../results/report.ts';
import { jsonAt } from '../json-file.ts';
import { newKeeper, recordIn } from './read-build.ts';

/** Whether a file holds results that a CI service took out of reports. */
export function isListed({ form }: Pick<BatchFile, 'form'>): boolean {
  return form !== undefined;
}

/** A build by what its service lists of it, and what of that could not be had. */
export async function readListed(build: Build, files: readonly BatchFile[]) {
  const keeper = newKeeper();
  const gone: string[] = [];
  for (const file of files.filter(isListed)) {
    const found = await file.fetch();
    if ('gone' in found) gone.push(found.gone);
    else for (const report of readForm(file, await jsonAt(found.at))) keeper.keep(report);
  }
  return { record: await recordIn(build, keeper), gone };
}

function readForm({ path, form }: BatchFile, json: unknown): readonly ParsedReport[] {
  return form === 'jenkins-tests' ? readJenkinsTests(json) : circleciReports(path, json);
}
