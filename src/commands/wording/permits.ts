import { code, text, type Document } from '../../model/document.ts';
import type { Scene } from '../contract/context.ts';
import { sentence } from '../language/fault.ts';
import { topicOf, typed } from './common.ts';

/** What was done about a person's permit. */
interface PermitDeed {
  readonly login: string;
  readonly deed: 'given' | 'taken-back' | 'none' | 'would-give' | 'would-take-back';
}

/** What a person may do on this ticket from now on. Nobody is mentioned: the name came from a comment. */
export function permitDocument({ login, deed }: PermitDeed, scene: Scene): Document {
  return {
    topic: topicOf('help', scene.comment),
    blocks: [
      { kind: 'headline', mark: 'info', text: [code(login), text(headlines[deed])] },
      {
        kind: 'paragraph',
        text:
          deed === 'given'
            ? sentence`On this ticket only. Take it back with ${typed(`disallow ${login}`, scene)}.${forksToo(scene)}`
            : sentence`What a role allows stays. Who is allowed here: ${typed('config', scene)}.`,
      },
    ],
  };
}

/** A permit is for a person; code of a fork would run beside this server's secrets, so it takes its operator's word too. */
function forksToo({ comment, settings }: Scene): string {
  if (!comment.isPullRequest) return '';
  return settings.runsForks === true
    ? ' If it comes from a fork, this is for the head that it had when that was written: after a push, look at it and allow again.'
    : " Code of a fork is run for nobody here, unless this server's operator sets `forkHeads`: on a pull request from one, push it to a branch here and name that.";
}

const headlines: Readonly<Record<PermitDeed['deed'], string>> = {
  given: ' may start and stop runs here now.',
  'taken-back': ' may no longer run here by permit.',
  none: ' had no permit here, so nothing changed.',
  'would-give': ' could start and stop runs here then. Dry run: nothing was changed.',
  'would-take-back': ' could no longer run here by permit then. Dry run: nothing was changed.',
};
