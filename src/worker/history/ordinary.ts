import { copyFile, link, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { isReport, type OrdinaryBuild, type OrdinaryPart } from '../../ci/remote/ordinary.ts';
import type { BatchFile } from '../../ci/remote/batch-file.ts';
import type { Build } from '../../model/history.ts';
import { pullPrefix } from '../../store/history-read.ts';
import type { Store } from '../../store/store.ts';
import { keepBuild, type Kept } from './keeping.ts';
import { isListed, readListed } from './listed-tests.ts';
import { readBuild } from './read-build.ts';

/** Where files lie together while they are read, and what keeps the builds. */
interface Keeping {
  readonly store: Pick<Store, 'history'>;
  readonly folder: string;
}

/** Files of one lane that are looked at. */
const mostFiles = 50_000;
const longest = 300;
/** Reading a build takes minutes: what lies longer was left by a process that was killed. */
const leftAfter = 6 * 3_600_000;

/** Takes away what killed processes left of builds they were reading. @param now milliseconds since 1970 */
export async function sweepLeft(folder: string, now: number): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names.filter((one) => /^(?:ordinary|build)-/.test(one))) {
    const at = join(folder, name);
    const { mtimeMs } = await stat(at).catch(() => ({ mtimeMs: now }));
    if (now - mtimeMs > leftAfter) await rm(at, { recursive: true, force: true });
  }
}

/** Keeps every lane of a build that nobody here asked for. After a crash the same build comes to the same. */
export async function keepOrdinary(
  project: string,
  build: OrdinaryBuild,
  keeping: Keeping,
): Promise<readonly Kept[]> {
  const kept: Kept[] = [];
  for (const part of build.parts) kept.push(await keepPart(aboutOf(project, build, part), part, keeping));
  return kept;
}

function aboutOf(project: string, build: OrdinaryBuild, { lane }: OrdinaryPart): Build {
  const { id, branch, pull, commit, at, ms } = build;
  // A branch may be called as pull requests are here; theirs must not be told for it.
  const own = branch.startsWith(pullPrefix) ? `branch ${branch}` : branch;
  return {
    project,
    id: id.slice(0, longest),
    branch: pull === undefined ? own.slice(0, longest) : `${pullPrefix}${pull}`,
    lane: lane.slice(0, longest),
    commit: commit.slice(0, longest),
    at: new Date(at).toISOString(),
    passesKnown: true,
    ...(ms === undefined ? {} : { ms }),
  };
}

async function keepPart(about: Build, part: OrdinaryPart, { store, folder }: Keeping): Promise<Kept> {
  const found = await part.files();
  if ('gone' in found) return { kept: false, tests: 0, failed: 0, notes: [found.gone] };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const place = await mkdtemp(join(folder, 'ordinary-'));
  try {
    const reports = found.files.filter((file) => !isListed(file) && isReport(file.path));
    const { named, gone } = await fetched(reports, place);
    const { record, inspection, left } = await readBuild(about, [...named.keys()], () => {});
    const unread = inspection.files
      .filter(({ status }) => status === 'damaged' || status === 'refused')
      .map(({ path, status, reason }) => `${named.get(path) ?? path}: ${status}: ${reason ?? ''}`);
    if (record.tallies.length > 0) return await keepBuild(record, store, [...gone, ...unread, ...left]);
    // Results that the service took out of reports count only where no report itself was kept.
    const listed = await readListed(about, found.files);
    return await keepBuild(listed.record, store, [...gone, ...listed.gone]);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

/** Brings reports together in a folder; their places there follow from no name of the build's. */
async function fetched(reports: readonly BatchFile[], place: string) {
  const named = new Map<string, string>();
  const gone: string[] = [];
  for (const [at, report] of reports.slice(0, mostFiles).entries()) {
    const file = await report.fetch();
    if ('gone' in file) gone.push(`${report.path}: ${file.gone}`);
    else {
      const path = join(place, `${at}${extname(report.path).toLowerCase()}`);
      await link(file.at, path).catch(async () => copyFile(file.at, path));
      named.set(path, report.path);
    }
  }
  if (reports.length > mostFiles) gone.push(`${reports.length - mostFiles} reports were not looked at`);
  return { named, gone };
}
