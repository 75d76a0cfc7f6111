import { fetchOrigin } from '../../checkouts/revision.ts';
import { findTest, ignoredSource, unignoredSource, type EditedSource } from '../../checkouts/test-edit.ts';
import { changedLines } from '../../edits/changed-lines.ts';
import { listed, unlisted } from '../../edits/test-list.ts';
import { UserError } from '../../model/errors.ts';
import type { Decision } from '../../model/ledger.ts';
import { quoted } from '../../model/plain-text.ts';
import { parseSelector } from '../../model/selector.ts';
import { ignoreDocument } from '../../reports/ignore-document.ts';
import type { Store } from '../../store/store.ts';
import { renderGitHub } from '../../trackers/github/markdown.ts';
import { newestBefore } from './about-same-test.ts';
import { branchOf } from './branch.ts';
import { listOf } from './listed-test.ts';
import { keepStep, readOrder, type DecidingParts, type Order, type PlannedChange } from './order.ts';
import { failuresOf } from './failures.ts';

/** Stands for a ticket that is not there yet, to see whether the change can be made. */
const anyTicket = 'TICKET-1';

/** Whether a decision changes code. */
function changesCode({ what }: Decision): boolean {
  return what === 'ignore' || what === 'unignore';
}

/**
 * The file a decision changes, as it stands now; undefined for decisions that change none.
 * @throws UserError when the test is not found or can't be changed, or our account may not propose it
 */
export async function plannedChange(
  decision: Decision,
  hasNewTicket: boolean,
  parts: DecidingParts,
): Promise<PlannedChange | undefined> {
  if (!changesCode(decision)) return undefined;
  if (decision.mode === 'quarantine' && parts.quarantineFile === undefined)
    throw new UserError(
      'E-CONFIG',
      'Nothing says how this project keeps a test running without breaking a build. Let the build read a file that lists such tests, one a line, and name it in `.github/retrial.yml`: `quarantine: { file: test/quarantine.txt }`.',
    );
  if (decision.ticket.visibility !== undefined)
    throw new UserError(
      'E-VALUE',
      'Few may read this comment, and a pull request would be for everybody: say it in a comment that all may read.',
    );
  const { host, project, branch: usual, clone } = await parts.code();
  const [part, ...more] = parseSelector(decision.test ?? '').parts;
  if (part === undefined || more.length > 0)
    throw new UserError(
      'E-VALUE',
      `Name one test: ${quoted(decision.test ?? '')} is ${part === undefined ? 'none' : 'several'}.`,
    );
  await host.checkMayPropose(project);
  if (clone.fetch) await fetchOrigin(clone.path).catch(() => {});
  const branch = (await ignoredOn(decision, parts)) ?? usual;
  const commit = await host.headOf({ project, branch });
  const place = { project, branch, commit };
  const list = await listOf(decision, { ...parts, host, place, clone });
  // What is taken off the list may be gone from the code.
  if (list !== undefined && decision.what === 'unignore') return { ...place, containers: [], ...list };
  const { path, ...inside } = await findTest(clone.path, branch, part);
  const source = list?.source ?? (await host.readFile({ project, commit, path }));
  if (source === undefined) throw new UserError('E-VALUE', `${quoted(path)} is not on ${quoted(branch)}.`);
  const change = { ...place, path, ...inside, source, ...list };
  try {
    await edited(hasNewTicket ? { ...decision, followUp: anyTicket } : decision, change);
  } catch (error) {
    const isUnskipped = error instanceof UserError && error.code === 'E-UNSKIP';
    if (isUnskipped && (await heldIgnore(decision, parts)) !== undefined) return undefined;
    // Nothing of the list says until when: a longer quarantine is the same line.
    if (list !== undefined && (await isProlonged(decision, list, parts))) return undefined;
    throw error;
  }
  return change;
}

/** The branch whose ignore is taken back, where we proposed it: the ticket may be on another release by now. */
async function ignoredOn(decision: Decision, parts: DecidingParts): Promise<string | undefined> {
  const held = await heldIgnore(decision, parts);
  return held === undefined ? undefined : (await readOrder(held.id, parts.store))?.change?.branch;
}

/** The ignore that an unignore takes back, where one holds by the ledger; its code may not be merged yet. */
export async function heldIgnore(
  decision: Decision,
  { store }: { readonly store: Pick<Store, 'ledger'> },
): Promise<Decision | undefined> {
  if (decision.what !== 'unignore') return undefined;
  const newest = await newestBefore(decision, store);
  return newest?.what === 'ignore' ? newest : undefined;
}

/** Whether a test is put in quarantine that a decision here has put on the list already. */
async function isProlonged(
  decision: Decision,
  { path, source, listed: test }: Pick<PlannedChange, 'path' | 'source' | 'listed'>,
  { store }: Pick<DecidingParts, 'store'>,
): Promise<boolean> {
  if (decision.what !== 'ignore' || source === undefined || test === undefined) return false;
  if (unlisted({ path, text: source }, test) === undefined) return false;
  const newest = await newestBefore(decision, store);
  return newest?.what === 'ignore' && newest.mode === 'quarantine';
}

/** A change in words, and in the way of a diff. */
export type ShownCode = Omit<EditedSource, 'text'> & { readonly lines: string };

/** What a decision would change, for people to look at. */
export async function shownChange(
  decision: Decision,
  hasNewTicket: boolean,
  change: PlannedChange,
): Promise<ShownCode> {
  const { text, ...told } = await edited(
    hasNewTicket ? { ...decision, followUp: anyTicket } : decision,
    change,
  );
  const words = `${told.words} on ${change.branch}`;
  return { ...told, words, lines: changedLines(change.source ?? '', text) };
}

/** Equal orders give equal texts: the file is the one that was recorded. */
async function edited(
  { what, reason, until = '', followUp }: Decision,
  { path, containers, member, source = '', listed: name }: PlannedChange,
): Promise<EditedSource> {
  if (name !== undefined) return editedList(what, { path, text: source }, name);
  const place = { path, containers, ...(member === undefined ? {} : { member }) };
  if (what === 'unignore') return unignoredSource(place, source);
  const ticket = followUp === undefined ? {} : { ticket: followUp };
  return ignoredSource(place, source, { reason, until, ...ticket });
}

function editedList(
  what: Decision['what'],
  list: { readonly path: string; readonly text: string },
  test: string,
): EditedSource {
  if (what !== 'unignore') {
    const { text, line } = listed(list, test);
    return { text, words: `the line of ${test} at ${list.path}:${line}` };
  }
  const { text, line, name } = unlisted(list, test) ?? { ...list, line: 1, name: test };
  return { text, words: `without the line of ${name} at ${list.path}:${line}` };
}

/** Asks people to take the change of an order, once. */
export async function proposeChange(order: Order, parts: DecidingParts): Promise<Order> {
  const { decision, change, ticket } = order;
  if (change === undefined || change.pull !== undefined) return order;
  const { host } = await parts.code();
  const { text, words, coverage } = await edited(decision, change);
  const { evidence } = await failuresOf(decision, parts.store);
  const { project, branch: base, commit, path } = change;
  const branch = branchOf(decision);
  const { number, url } = await host.propose({
    project,
    base,
    commit,
    branch,
    path,
    text,
    title: `${verbOf(decision)} ${inertTitle(decision.test ?? '')}`,
    body: renderGitHub(
      ignoreDocument(decision, {
        change: words,
        isListed: change.listed !== undefined,
        followUp: ticket?.made,
        coverage,
        found: decision.what === 'ignore' ? evidence?.counts : undefined,
      }),
    ),
  });
  const { source: _, ...rest } = change;
  return keepStep({ ...order, change: { ...rest, words, pull: { number, url, branch } } }, parts.store);
}

function verbOf({ what, mode }: Decision): string {
  if (what !== 'ignore') return 'Run again:';
  return mode === 'quarantine' ? 'Quarantine' : 'Ignore';
}

/**
 * A title can mention people, and as a commit's message close issues, by `#5`, `GH-5` or an address: names of tests need
 * none of it.
 */
export function inertTitle(test: string): string {
  return test
    .replaceAll(/[^\w.$>/ -]/g, ' ')
    .replaceAll(/\b(GH)-(?=\d)/gi, '$1 ')
    .slice(0, 200);
}
