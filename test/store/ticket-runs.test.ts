import { expect, it } from 'vitest';
import { newestOf, runsOn } from '../../src/store/ticket-runs.ts';

/** A query that answers so many rows, newest first, and counts how many it was asked for. */
function rowsOf(count: number) {
  const asked: number[] = [];
  const query = {
    where: () => query,
    orderBy: () => query,
    limit: (most: number) => ({
      async execute() {
        const begin = asked.reduce((sum, one) => sum + one, 0);
        asked.push(most);
        return Array.from({ length: Math.min(most, Math.max(0, count - begin)) }, (_, at) => ({
          id: `r-${begin + at}`,
          created_at: new Date(0),
          sequence: count - begin - at,
        }));
      },
    }),
  };
  return { query: query as never, asked };
}
const ticket = { tracker: 'github', project: 'a/b', key: '1' } as const;

it('who wants one run of a ticket reads no further than to it', async () => {
  const { query, asked } = rowsOf(120);
  expect(await newestOf(query, ticket, ({ id }) => id === 'r-7')).toMatchObject({ id: 'r-7' });
  expect(asked).toHaveLength(1);
  const far = rowsOf(120);
  expect(await newestOf(far.query, ticket, ({ id }) => id === 'r-70')).toMatchObject({ id: 'r-70' });
  expect(far.asked).toHaveLength(2);
});

it('one that is not there is looked for in all of them', async () => {
  const { query, asked } = rowsOf(120);
  expect(await newestOf(query, ticket, () => false)).toBeUndefined();
  expect(asked).toHaveLength(3);
  expect(await newestOf(rowsOf(0).query, ticket, () => true)).toBeUndefined();
});

it('who wants all of them gets each once', async () => {
  const all = await runsOn(rowsOf(120).query, ticket);
  expect(new Set(all.map(({ id }) => id)).size).toBe(120);
  expect(await runsOn(rowsOf(100).query, ticket)).toHaveLength(100);
});
