import { UserError } from '../../model/errors.ts';
import type { FlakyList } from '../../model/history.ts';
import type { Store } from '../../store/store.ts';
import { readList, type ListQuestion } from '../../worker/history/list.ts';
import type { DigestQuestion } from '../digest.ts';

/** What history says of a window that ends now; undefined where ordinary CI was never read. */
export async function listOf(
  { repository, knownIssues, now }: DigestQuestion,
  store: Store,
  { windowMs, earlierMs }: Pick<ListQuestion, 'windowMs' | 'earlierMs'>,
): Promise<FlakyList | undefined> {
  try {
    return await readList(store, {
      project: repository,
      until: Date.parse(now),
      windowMs,
      knownIssues,
      ...(earlierMs === undefined ? {} : { earlierMs }),
    });
  } catch (error) {
    if (error instanceof UserError && error.code === 'E-VALUE') return undefined;
    throw error;
  }
}
