import { ignoresInForce } from './history/ignores.ts';
import { listOf } from './history/list.ts';
import { flakesDigest } from '../reports/digests/flakes.ts';
import type { DigestKind } from './digest.ts';

const weekMs = 7 * 86_400_000;

/** The week's flaky tests, drawn over eight: the worst, new, gone, never ran, what they cost, and what is ignored. */
export const flakes: DigestKind = {
  name: 'flakes',
  summary: 'Flaky tests of the last seven days, what they cost, and what is ignored.',

  async write(question, { store }) {
    const list = await listOf(question, store, { windowMs: weekMs, earlierMs: 6 * weekMs });
    if (list === undefined) return undefined;
    const ignores = await ignoresInForce(question.project, store, question.now);
    return flakesDigest({ list, ignores, topic: question.topic, word: question.word });
  },
};
