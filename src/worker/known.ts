import { linkRule } from '../failures/issue-links.ts';
import type { KnownIssueRule } from '../failures/known-issues.ts';
import { ticketName } from '../model/ticket.ts';
import type { Store } from '../store/store.ts';

/** What people tied to tickets of a repository, as rules: they name a ticket now for what failed at any time. */
export async function linkRules(
  repository: string,
  { issueLinks }: Pick<Store, 'issueLinks'>,
): Promise<readonly KnownIssueRule[]> {
  return (await issueLinks.of(repository)).map((link) => linkRule(ticketName(link.ticket), link));
}

/** The rules a run was asked with, and the links of its repository as they are now. */
export async function knownTo(
  {
    slug,
    knownIssues,
  }: { readonly slug?: string | undefined; readonly knownIssues: readonly KnownIssueRule[] },
  store: Pick<Store, 'issueLinks'>,
): Promise<KnownIssueRule[]> {
  return slug === undefined ? [...knownIssues] : [...knownIssues, ...(await linkRules(slug, store))];
}
