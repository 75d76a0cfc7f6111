import { filesHolding } from '../../checkouts/test-edit.ts';
import { listedOtherwise, unlisted } from '../../edits/test-list.ts';
import { UserError } from '../../model/errors.ts';
import type { Decision } from '../../model/ledger.ts';
import { quoted } from '../../model/plain-text.ts';
import { mayBeSameTest, parseSelector } from '../../model/selector.ts';
import type { CodeHost } from '../../trackers/code-host/code-host.ts';
import { newestBefore } from './about-same-test.ts';
import type { CodeParts, DecidingParts, PlannedChange } from './order.ts';

type Place = Pick<PlannedChange, 'project' | 'branch' | 'commit'>;

/** What the list of tests that block nothing is looked up with. */
export interface ListParts extends Pick<DecidingParts, 'store' | 'quarantineFile'> {
  readonly host: CodeHost;
  readonly place: Place;
  readonly clone: CodeParts['clone'];
}

/**
 * The list of tests that block nothing, where the decision is about it.
 * @throws UserError E-VALUE when it is not there, E-IGNORE or E-TEST-MANY when its line may be another test's
 */
export async function listOf(
  decision: Decision,
  parts: ListParts,
): Promise<Pick<PlannedChange, 'path' | 'listed' | 'source'> | undefined> {
  const { what, mode, test = '' } = decision;
  const { quarantineFile: path, host, place } = parts;
  if (path === undefined || (what === 'ignore' && mode !== 'quarantine')) return undefined;
  const source = await host.readFile({ ...place, path });
  const list = { path, listed: test };
  if (what === 'unignore') {
    if (source === undefined || !(await isListed(decision, { path, text: source }, parts))) return undefined;
    return { ...list, source };
  }
  if (source !== undefined) return { ...list, source };
  throw new UserError(
    'E-VALUE',
    `${quoted(path)}, which the project names for tests that block nothing, is not on ${quoted(place.branch)}. Add it there, empty, and let the build read it.`,
  );
}

/** Whether a line of the list is this test's. @throws UserError where that can't be told: it may be another test's */
async function isListed(
  decision: Decision,
  list: { readonly path: string; readonly text: string },
  parts: ListParts,
): Promise<boolean> {
  const { test = '' } = decision;
  const line = unlisted(list, test);
  if (line === undefined) {
    const other = listedOtherwise(list, test);
    if (other === undefined) return false;
    throw new UserError(
      'E-IGNORE',
      `${quoted(list.path)} lists ${quoted(other)}, which is not the same runs as ${quoted(test)}: name it as it is listed. Nothing was decided.`,
    );
  }
  if (line.name === test) return true;
  const decided = (await newestBefore(decision, parts.store))?.test ?? test;
  const others = await otherPlaces(test, line.name, parts);
  if (mayBeSameTest(decided, line.name) && others.length === 0) return true;
  const meant = others.length === 0 ? quoted(decided) : others.slice(0, 5).map(quoted).join(', ');
  throw new UserError(
    'E-TEST-MANY',
    `${quoted(list.path)} lists ${quoted(line.name)} in line ${line.line}, and ${quoted(test)} may be another test: ${meant}. Name the one you mean in full. Nothing was decided.`,
  );
}

/**
 * Files of the code in which another test may be meant than the one on the list. What is gone from the code, or is named
 * by no file, is no other.
 */
async function otherPlaces(
  test: string,
  name: string,
  { clone, place }: ListParts,
): Promise<readonly string[]> {
  const [typed = [], line = []] = await Promise.all(
    [test, name].map(async (text) => {
      const [part] = parseSelector(text).parts;
      return part === undefined ? [] : filesHolding(clone.path, place.branch, part);
    }),
  );
  const all = [...new Set([...typed, ...line])];
  const isOther = all.length > 1 || (typed.length > 0 && line.length === 0);
  return isOther ? all : [];
}
