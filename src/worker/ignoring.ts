import { createHash } from 'node:crypto';
import { fetchOrigin } from '../checkouts/revision.ts';
import { findTest, ignoredSource, unignoredSource } from '../checkouts/test-edit.ts';
import { UserError } from '../model/errors.ts';
import type { Decision, LedgerEntry } from '../model/ledger.ts';
import { quoted } from '../model/plain-text.ts';
import { parseSelector } from '../model/selector.ts';
import { ignoreDocument } from '../reports/ignore-document.ts';
import type { CodeHost, Proposal } from '../trackers/code-host/code-host.ts';
import { renderGitHub } from '../trackers/github/markdown.ts';
import { withEvidence, type DecidingParts } from './deciding.ts';

/** Where the code of a ticket lives. */
export interface CodeParts extends DecidingParts {
  readonly host: CodeHost;
  /** `owner/name`. */
  readonly project: string;
  /** The branch that the change is meant for. */
  readonly branch: string;
  /** A clone on this machine; `fetch` keeps it up to date. */
  readonly clone: { readonly path: string; readonly fetch: boolean };
}

/** A decision that asks people to change code. */
export interface Ignoring {
  readonly entry: LedgerEntry;
  readonly pull: { readonly number: number; readonly url: string };
  /** The change in words. */
  readonly change: string;
}

/**
 * Proposes the change that ignores a test, or ignores it no more, and enters the decision. Whatever step it died at
 * before, the same decision again ends the same: the branch is named after it.
 * @throws UserError when the test is not found, or can't be changed: then nothing is entered
 */
export async function decideIgnore(decision: Decision, parts: CodeParts): Promise<Ignoring> {
  const { ledger } = parts.store;
  const change = await changeFor(decision, parts);
  const entered = await ledger.get(decision.id);
  const entry = entered ?? (await ledger.append(await withEvidence(decision, parts)));
  const pull = await parts.host.propose(proposalOf(entry.decision, change, parts));
  return { entry, pull, change: change.words };
}

interface Change {
  readonly path: string;
  readonly text: string;
  readonly words: string;
}

/** Computed from the file as the branch has it now. */
async function changeFor(
  { what, test = '', reason, until = '', followUp }: Decision,
  { host, project, branch, clone }: CodeParts,
): Promise<Change> {
  const [part, ...more] = parseSelector(test).parts;
  if (part === undefined || more.length > 0)
    throw new UserError(
      'E-VALUE',
      `Name one test: ${quoted(test)} is ${part === undefined ? 'none' : 'several'}.`,
    );
  if (clone.fetch) await fetchOrigin(clone.path).catch(() => {});
  const place = await findTest(clone.path, branch, part);
  const text = await host.readFile({ project, branch, path: place.path });
  if (text === undefined)
    throw new UserError('E-VALUE', `${quoted(place.path)} is no UTF-8 text on ${quoted(branch)}.`);
  const ticket = followUp === undefined ? {} : { ticket: followUp };
  const edited =
    what === 'ignore'
      ? await ignoredSource(place, text, { reason, until, ...ticket })
      : await unignoredSource(place, text);
  return { path: place.path, ...edited };
}

function proposalOf(
  decision: Decision,
  { path, text, words }: Change,
  { project, branch }: CodeParts,
): Proposal {
  const { what, id, test = '' } = decision;
  const name = createHash('sha256').update(id).digest('hex').slice(0, 12);
  const verb = what === 'ignore' ? 'Ignore' : 'Run again:';
  return {
    project,
    base: branch,
    branch: `retrial/${what}-${name}`,
    path,
    text,
    title: `${verb} ${plainTitle(test)}`,
    body: renderGitHub(ignoreDocument(decision, words)),
  };
}

/** A title can mention and close: names of tests need neither. */
function plainTitle(test: string): string {
  return test.replaceAll(/[^\w.$:>/ -]/g, ' ').slice(0, 200);
}
