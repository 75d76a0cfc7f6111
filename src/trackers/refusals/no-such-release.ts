import { UserError } from '../../model/errors.ts';
import { quoted } from '../../model/plain-text.ts';
import type { TrackerName } from '../../model/ticket.ts';
import type { ListedRelease } from '../../model/release.ts';

const mostNamed = 5;

/** The reply to a release that is not there: which ones are. */
export function noSuchRelease(asked: string, all: readonly ListedRelease[], tracker: TrackerName): UserError {
  const kind = tracker === 'jira' ? 'fix version' : 'milestone';
  const open = all.filter(({ isOut }) => !isOut).map(({ name }) => quoted(name));
  const more = open.length > mostNamed ? `, and ${open.length - mostNamed} more` : '';
  const known =
    open.length === 0
      ? `There is no open ${kind} here: a person has to make one first.`
      : `Open here: ${open.slice(0, mostNamed).join(', ')}${more}.`;
  return new UserError('E-VALUE', `There is no ${kind} ${quoted(asked)}. ${known}`);
}
