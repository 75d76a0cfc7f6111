import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { largestUpload, type BuildsDoor } from '../webhooks/builds.ts';
import { keepBuild, keepSent } from '../worker/history/keeping.ts';
import { sentRecord } from '../worker/history/sent-record.ts';
import type { Parts } from './parts.ts';

/** Keeps builds that are sent by HTTP. */
export function importing({
  config,
  store,
}: Pick<Parts, 'config' | 'store'>): Pick<BuildsDoor, 'importReports' | 'importRecord'> {
  const folder = join(config.data, 'incoming');
  return {
    async importReports(build, name, bytes) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return keepSent({ build, name, bytes }, { folder, maxBytes: largestUpload }, store);
    },
    importRecord: async (lines, project) => keepBuild(await sentRecord(lines, project), store),
  };
}
