import { blockersDocument } from '../reports/blockers-document.ts';
import { daysLeft } from '../reports/digests/days-left.ts';
import type { DigestKind } from './digest.ts';

/** How far a release is: what blocks it, whom each waits for, and how many days are left. Quiet when nothing blocks. */
export const countdown: DigestKind = {
  name: 'countdown',
  summary: 'What blocks a release and how many days are left.',

  async write({ topic, release, now, word }, { look }) {
    if (release === undefined) return undefined;
    const looked = await look(release.name);
    if (looked.board.blocking.length === 0 && looked.gaps.length === 0) return undefined;
    const document = blockersDocument({ topic, ...looked, word });
    const [headline, ...rest] = document.blocks;
    const left = release.date === undefined ? [] : [daysLeft(release.date, now)];
    return { ...document, blocks: [...(headline === undefined ? [] : [headline]), ...left, ...rest] };
  },
};
