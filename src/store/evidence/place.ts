import type { EvidenceFiles } from '../evidence-files.ts';
import { createEvidenceBucket } from './bucket.ts';
import { createEvidenceFolder } from './folder.ts';
import { openBucket, type BucketPlace } from './s3.ts';

/** What keeps evidence: a folder, unless there is a bucket for it. Asks for nothing yet. */
export function evidenceFilesAt(folder: string, bucket: BucketPlace | undefined): EvidenceFiles {
  return bucket === undefined ? createEvidenceFolder(folder) : createEvidenceBucket(openBucket(bucket));
}
