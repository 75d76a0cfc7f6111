import { createHash } from 'node:crypto';
import { fetchOrigin } from '../../checkouts/revision.ts';
import { findTest, ignoredSource, unignoredSource, type EditedSource } from '../../checkouts/test-edit.ts';
import { UserError } from '../../model/errors.ts';
import type { Decision } from '../../model/ledger.ts';
import { quoted } from '../../model/plain-text.ts';
import { parseSelector } from '../../model/selector.ts';
import { ignoreDocument } from '../../reports/ignore-document.ts';
import { renderGitHub } from '../../trackers/github/markdown.ts';
import { keepStep, type DecidingParts, type Order, type PlannedChange } from './order.ts';

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
  if (decision.mode === 'quarantine')
    throw new UserError(
      'E-CONFIG',
      'Nothing says how this project keeps a test running without breaking a build.',
    );
  if (decision.ticket.visibility !== undefined)
    throw new UserError(
      'E-VALUE',
      'Few may read this comment, and a pull request would be for everybody: say it in a comment that all may read.',
    );
  const { host, project, branch, clone } = await parts.code();
  const [part, ...more] = parseSelector(decision.test ?? '').parts;
  if (part === undefined || more.length > 0)
    throw new UserError(
      'E-VALUE',
      `Name one test: ${quoted(decision.test ?? '')} is ${part === undefined ? 'none' : 'several'}.`,
    );
  await host.checkMayPropose(project);
  if (clone.fetch) await fetchOrigin(clone.path).catch(() => {});
  const { path, ...inside } = await findTest(clone.path, branch, part);
  const commit = await host.headOf({ project, branch });
  const source = await host.readFile({ project, commit, path });
  if (source === undefined)
    throw new UserError('E-VALUE', `${quoted(path)} is no UTF-8 text on ${quoted(branch)}.`);
  const change = { project, branch, commit, path, ...inside, source };
  await edited(hasNewTicket ? { ...decision, followUp: anyTicket } : decision, change);
  return change;
}

/** Equal orders give equal texts: the file is the one that was recorded. */
async function edited(
  { what, reason, until = '', followUp }: Decision,
  { path, containers, member, source = '' }: PlannedChange,
): Promise<EditedSource> {
  const place = { path, containers, ...(member === undefined ? {} : { member }) };
  if (what === 'unignore') return unignoredSource(place, source);
  const ticket = followUp === undefined ? {} : { ticket: followUp };
  return ignoredSource(place, source, { reason, until, ...ticket });
}

/** Asks people to take the change of an order, once. */
export async function proposeChange(order: Order, parts: DecidingParts): Promise<Order> {
  const { decision, change, ticket } = order;
  if (change === undefined || change.pull !== undefined) return order;
  const { host } = await parts.code();
  const { text, words } = await edited(decision, change);
  const { project, branch: base, commit, path } = change;
  const name = createHash('sha256').update(decision.id).digest('hex').slice(0, 12);
  const branch = `retrial/${decision.what}-${name}`;
  const verb = decision.what === 'ignore' ? 'Ignore' : 'Run again:';
  const { number, url } = await host.propose({
    project,
    base,
    commit,
    branch,
    path,
    text,
    title: `${verb} ${inertTitle(decision.test ?? '')}`,
    body: renderGitHub(ignoreDocument(decision, { change: words, followUp: ticket?.made })),
  });
  const { source: _, ...rest } = change;
  return keepStep({ ...order, change: { ...rest, words, pull: { number, url, branch } } }, parts.store);
}

/** A title can mention and close: names of tests need neither. */
export function inertTitle(test: string): string {
  return test.replaceAll(/[^\w.$:>/ -]/g, ' ').slice(0, 200);
}
