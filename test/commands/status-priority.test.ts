import { expect, it } from 'vitest';
import { plain, post, runOf } from './fakes.ts';

const low = runOf('r-7f3k', { manner: { priority: 'low' } });

it.each([
  [{ queuePlace: 2 }, 'waiting, place 2, low priority'],
  [{ minutesLeft: 4 }, 'about 4 min left, low priority'],
  [{}, 'running, low priority'],
])('`status` tells a low priority beside %j', async (progress, words) => {
  const { replies } = await post('/retrial status', { runs: [low], progress });
  expect(plain(replies[0]?.document)).toContain(words);
});

it('`status` says nothing of it where it is the usual one, or the run is over', async () => {
  const usual = await post('/retrial status', { runs: [runOf('r-7f3k')] });
  expect(plain(usual.replies[0]?.document)).not.toContain('priority');
  const over = await post('/retrial status r-7f3k', {
    runs: [{ ...low, stage: 'done', state: 'finished' }],
  });
  expect(plain(over.replies[0]?.document)).not.toContain('priority');
});
