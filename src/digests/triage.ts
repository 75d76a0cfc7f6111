import { listOf } from './history/list.ts';
import { triageDigest } from '../reports/digests/triage.ts';
import type { DigestKind, DigestQuestion } from './digest.ts';

const dayMs = 86_400_000;

/** Since the digest before: a weekend is in Monday's. At least a day, and a week at most. */
export function triageWindowMs({ now, dueBefore }: Pick<DigestQuestion, 'now' | 'dueBefore'>): number {
  return Math.min(7 * dayMs, Math.max(dayMs, Date.parse(now) - Date.parse(dueBefore)));
}

/** For whoever leads the build today: failures since the digest before that no ticket is known for. */
export const triage: DigestKind = {
  name: 'triage',
  summary: 'Failures since the digest before that have no ticket yet.',

  async write(question, { store }) {
    const list = await listOf(question, store, { windowMs: triageWindowMs(question) });
    if (list === undefined) return undefined;
    return triageDigest({ list, topic: question.topic, word: question.word });
  },
};
