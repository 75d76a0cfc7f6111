import type { RepeatRun } from '../../src/model/repeat-run.ts';
import { parseSelector } from '../../src/model/selector.ts';
import type { Store } from '../../src/store/store.ts';

let count = 0;

/** A run as the store has it right after its command was read. */
export async function newRun(
  store: Store,
  { settings, ...change }: Partial<RepeatRun> & { readonly settings?: unknown } = {},
): Promise<RepeatRun> {
  count += 1;
  const run: RepeatRun = {
    id: `r-t${count}`,
    ticket: { tracker: 'github', project: 'acme/shop', key: '7', installation: 1 },
    commentId: String(count),
    requestedBy: 'ana',
    selector: parseSelector('CasTest#apply'),
    revision: 'main',
    lane: '',
    asked: 3,
    service: 'local',
    stage: 'prepare',
    state: 'active',
    createdAt: '2026-11-23T10:00:00.000Z',
    ...change,
  };
  return (await store.runs.create({ run, line: 1, settings })).run;
}
