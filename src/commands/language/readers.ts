import type { Comment, TicketRef } from '../../model/ticket.ts';
import { readAdf } from './adf.ts';
import { readGithubMarkdown } from './github-markdown.ts';
import { readJiraWiki } from './jira-wiki.ts';
import type { ReadMarkup } from './line.ts';

/** How the comments of a ticket are written; with its `markup` if that is another one than the tracker's usual. */
export function readerOf({
  ticket,
  markup,
}: {
  readonly ticket: TicketRef;
  readonly markup?: Comment['markup'];
}): ReadMarkup {
  if (ticket.tracker === 'github') return readGithubMarkdown;
  return markup === 'adf' ? readAdf : readJiraWiki;
}
