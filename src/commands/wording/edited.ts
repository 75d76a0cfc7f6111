import { person, text, type Document } from '../../model/document.ts';
import type { Comment } from '../../model/ticket.ts';
import { topicOf } from './common.ts';

/** That a comment runs nothing because it was edited, and what to do; what it says by now is not repeated. */
export function editedDocument(comment: Comment): Document {
  return {
    topic: topicOf('error', comment),
    blocks: [
      {
        kind: 'headline',
        mark: 'confused',
        text: [person(comment.author.login), text(' Edited comments run nothing, so nothing was started.')],
      },
      {
        kind: 'paragraph',
        text: [
          text('This one was changed after it was written. Write the command anew, in a comment of its own.'),
        ],
      },
    ],
  };
}
