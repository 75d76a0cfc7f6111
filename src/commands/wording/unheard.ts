import { code, person, text, type Document, type Topic } from '../../model/document.ts';
import { plainLine } from '../../model/plain-text.ts';

/** A decision that was begun, and whose comment was gone or changed before it was made. */
interface Unheard {
  readonly topic: Topic;
  /** Who asked for it. */
  readonly by: string;
  /** The tickets that were made for it, by name. */
  readonly made: readonly string[];
}

/** That nothing was decided, and which tickets nobody needs. */
export function unheardDocument({ topic, by, made }: Unheard): Document {
  const names = made.flatMap((name, at) => [text(at === 0 ? '' : ', '), code(plainLine(name))]);
  return {
    topic,
    blocks: [
      {
        kind: 'headline',
        mark: 'warn',
        text: [person(by), text(' What you asked for here was not decided')],
      },
      {
        kind: 'paragraph',
        text: [
          text(
            'Your comment is gone, was changed by somebody else, or is too old by now: what it asked for was begun and is not gone on with. It had made ',
          ),
          ...names,
          text(' already: close what nobody needs.'),
        ],
      },
    ],
  };
}
