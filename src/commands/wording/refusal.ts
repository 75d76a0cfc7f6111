import { person, text, type Block, type Document } from '../../model/document.ts';
import type { Right } from '../../model/ticket.ts';
import type { Scene } from '../contract/context.ts';
import type { BegunDecision } from '../contract/decisions.ts';
import type { CommandHelp } from '../contract/help.ts';
import { sentence, shown } from '../language/fault.ts';
import { holdersOf, topicOf, typed } from './common.ts';

/** A command and the right its author lacks for it. */
export interface Denied {
  readonly command: CommandHelp;
  readonly needs: Right;
}

/**
 * E-DENIED: what may not be done, what it takes, and whom to ask. @param recorded decisions of the comment that were
 * begun while its author had the right
 */
export function refusalDocument(
  { command, needs }: Denied,
  recorded: readonly BegunDecision[],
  scene: Scene,
): Document {
  const { comment } = scene;
  const what =
    needs === 'decide' && command.right === 'run' ? "do that to somebody else's run" : deeds[needs];
  const holders = holdersOf(needs, scene);
  return {
    topic: topicOf('error', comment),
    blocks: [
      {
        kind: 'headline',
        mark: 'warn',
        text: [person(comment.author.login), text(` You can't ${what} here yet, so nothing was started.`)],
      },
      {
        kind: 'paragraph',
        text: [
          ...sentence`${shown(command.name)} takes ${holders} in ${comment.ticket.project}. Ask somebody who has it to post this command, or a maintainer of ${comment.ticket.project} to give it to you.`,
          ...(needs === 'run'
            ? sentence` For this ticket alone, somebody who decides can say ${typed(`allow @${comment.author.login}`, scene)}.`
            : []),
        ],
      },
      ...(recorded.length === 0 ? [] : [lostBlock(recorded)]),
    ],
  };
}

function lostBlock(recorded: readonly BegunDecision[]): Block {
  const made = recorded.flatMap(({ followUp }) => (followUp === undefined ? [] : [followUp]));
  const left =
    made.length === 0 ? '' : ` ${made.join(', ')} was made for it already: close what nobody needs.`;
  return {
    kind: 'paragraph',
    text: [
      text(
        `It was begun while you had the right, and was not in the ledger when that ended: nothing was decided, and it is not gone on with.${left}`,
      ),
    ],
  };
}

const deeds: Readonly<Record<Right, string>> = {
  read: 'ask about runs',
  run: 'start or stop runs',
  decide: 'decide about tests',
};
