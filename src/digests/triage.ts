import { listOf } from './history/list.ts';
import { triageDigest } from '../reports/digests/triage.ts';
import type { DigestKind } from './digest.ts';

const dayMs = 86_400_000;

/** For whoever leads the build today: failures of the last day that no ticket is known for. */
export const triage: DigestKind = {
  name: 'triage',
  summary: 'Failures of the last day that have no ticket yet.',

  async write(question, { store }) {
    const list = await listOf(question, store, { windowMs: dayMs });
    if (list === undefined) return undefined;
    return triageDigest({ list, topic: question.topic, word: question.word });
  },
};
