import { strong, text, type Document, type Topic } from '../model/document.ts';
import type { TicketRef } from '../model/ticket.ts';
import { name, ticketNaming } from './blockers-words.ts';

/** What stands where the summary of a release was before its project named another ticket for it. */
export function movedSummaryDocument({
  topic,
  release,
  to,
}: {
  readonly topic: Topic;
  readonly release: string;
  readonly to: TicketRef;
}): Document {
  const words = [strong(name(release)), text(`: its summary stands on ${name(ticketNaming([to])(to))} now`)];
  return { topic, blocks: [{ kind: 'headline', mark: 'info', text: words }] };
}
