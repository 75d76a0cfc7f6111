import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ArchiveError, Budget, defaultLimits } from '../../archives/limits.ts';
import { openZip } from '../../archives/open-files.ts';
import type { ActionsPlace } from '../../github/actions-place.ts';
import type { Actions } from '../../github/actions.ts';
import type { WorkflowArtifact, WorkflowJob } from '../../github/actions-shapes.ts';
import { messageOf, RetryableError } from '../../model/errors.ts';
import type { HttpClient } from '../http/client.ts';
import { type Allowance, downloadTo, isThere, safePath } from '../remote/downloads.ts';
import type { BatchFile, FetchedFile, JobLog } from '../remote/batch-file.ts';
import { jobLog } from '../remote/job-log.ts';
import type { BatchJob } from '../service.ts';
import { machinesOf } from './state.ts';

/** Bytes that the artifacts of one batch may unpack to together. */
const mostUnpacked = 16 * 1024 ** 3;

/** What one reading of a batch or build may unpack: one for all its artifacts, whoever packed however many. */
export function artifactBudget(bytes = mostUnpacked): Budget {
  return new Budget({ ...defaultLimits, bytes }, 'what the run keeps');
}

export interface ArtifactPlace {
  readonly actions: Actions;
  readonly at: ActionsPlace;
  /** For the storage, which takes no token. */
  readonly client: HttpClient;
  readonly folder: string;
  readonly allowance: Allowance;
  readonly budget: Budget;
  /** Which files are unpacked; all of them, unless told. */
  readonly wants?: (path: string) => boolean;
}

/** What jobs of a run, all of them, printed that did not succeed. Behind the error that ended one, GitHub tidies up. */
export function logsOf(
  jobs: readonly WorkflowJob[],
  { actions, at, ...place }: ArtifactPlace,
): readonly JobLog[] {
  const machines = machinesOf(jobs);
  const failed = jobs.filter(({ conclusion }) => !['success', 'skipped'].includes(conclusion ?? 'skipped'));
  return failed.map(({ id, name }) =>
    jobLog(
      {
        machine: machines.get(id) ?? name,
        job: id,
        address: async () => actions.addressOf(at, `jobs/${id}/logs`),
        lastLine: /##\[error\]/,
      },
      place,
    ),
  );
}

/** When the first of them goes away. */
export function firstToGo(artifacts: readonly WorkflowArtifact[]): { readonly expiresAt?: string } {
  const ends = artifacts.flatMap(({ expires_at: at }) => (typeof at === 'number' ? [at] : []));
  return ends.length === 0 ? {} : { expiresAt: new Date(Math.min(...ends)).toISOString() };
}

/** The files of artifacts, and in place of those that nobody can have a job that is lost. */
export async function filesOfArtifacts(
  artifacts: readonly WorkflowArtifact[],
  place: ArtifactPlace,
  isLastTry: boolean,
): Promise<{ readonly files: readonly BatchFile[]; readonly missing: readonly BatchJob[] }> {
  const files: BatchFile[] = [];
  const missing: BatchJob[] = [];
  for (const artifact of artifacts) {
    const found = await filesOfArtifact(artifact, place).catch((error: unknown) => {
      if (!isLastTry || !(error instanceof RetryableError)) throw error;
      return { gone: `its files are gone: ${messageOf(error)}` };
    });
    if ('files' in found) files.push(...found.files);
    else missing.push({ name: artifact.name, machine: artifact.name, state: 'gone', loss: found.gone });
  }
  return { files, missing };
}

/** The files of one artifact, below its name; or in words why nobody can have them. */
export async function filesOfArtifact(
  artifact: WorkflowArtifact,
  place: ArtifactPlace,
): Promise<{ readonly files: readonly BatchFile[] } | { readonly gone: string }> {
  const zip = await fetchZip(artifact, place);
  if ('gone' in zip) return zip;
  const folder = join(place.folder, `files-${artifact.id}`);
  await mkdir(folder, { recursive: true });
  const files: BatchFile[] = [];
  try {
    for await (const found of openZip(zip.at, artifact.name, place.budget)) {
      const path = safePath(found.path);
      if (place.wants?.(path) === false) continue;
      if (found.refused !== undefined) {
        const why = found.refused;
        files.push({ path, fetch: async () => ({ gone: why }) });
        continue;
      }
      const at = join(folder, String(files.length + 1));
      const target = openSync(at, 'w');
      try {
        await found.read((chunk) => writeSync(target, chunk) >= 0);
      } finally {
        closeSync(target);
      }
      files.push({ path, fetch: async () => ({ at }) });
    }
  } catch (error) {
    if (error instanceof ArchiveError) return { gone: `the artifact ${artifact.name}: ${error.message}` };
    throw error;
  }
  return { files };
}

async function fetchZip(
  artifact: WorkflowArtifact,
  { actions, at: repository, client, folder, allowance }: ArtifactPlace,
): Promise<FetchedFile> {
  const at = join(folder, `artifact-${artifact.id}.zip`);
  if (await isThere(at)) return { at };
  const deleted = { gone: `GitHub deleted the artifact ${artifact.name}` };
  if (artifact.expired) return deleted;
  const address = await actions.addressOf(repository, `artifacts/${artifact.id}/zip`);
  return address === undefined ? deleted : downloadTo(at, address, { client, allowance });
}
