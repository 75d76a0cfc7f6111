import { skipsOfTest } from '../checkouts/skip-history.ts';
import { parseSelector } from '../model/selector.ts';
import type { TestSkip } from '../model/test-skip.ts';

/** Tests of one selection whose skips are looked for. */
const mostTests = 3;

/**
 * What skips a selection's tests at a revision of a clone. Nobody asked for it, so whatever goes wrong (another
 * language, a test that is not found, git) leaves it out, and `onError` is told.
 */
export async function skipsIfKnown(
  selector: string,
  { repository, revision }: { readonly repository: string; readonly revision: string },
  onError: (error: unknown) => void = () => {},
): Promise<readonly TestSkip[]> {
  const found: TestSkip[] = [];
  for (const part of parseSelector(selector).parts.slice(0, mostTests)) {
    try {
      found.push(...(await skipsOfTest(repository, revision, part)));
    } catch (error) {
      onError(error);
    }
  }
  return found;
}
