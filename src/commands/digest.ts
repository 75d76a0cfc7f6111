import { UserError } from '../model/errors.ts';
import type { Command, Reply } from './command.ts';
import type { Scene } from './contract/context.ts';
import type { Key } from './contract/key.ts';
import { insteadOfSchedules } from './keys/instead.ts';
import { onOff } from './keys/common.ts';
import { sentence, shown } from './language/fault.ts';
import {
  digestDryRunDocument,
  digestsDocument,
  digestTurnedDocument,
  turnDryRunDocument,
} from './wording/digests.ts';
import { topicOf } from './wording/common.ts';

const actions = ['now', 'on', 'off'] as const;
type Action = (typeof actions)[number];

const name: Key<string> = {
  form: 'word',
  what: 'the digest, as the project’s file names it',
  example: 'weekly',
  fallback: () => 'all of them',
  read: ({ text }) =>
    /^[a-z][a-z0-9-]{0,49}$/.test(text)
      ? { value: text }
      : { wrong: sentence`${shown(text)} is no name of a digest: they are small letters, digits and -.` },
};

const keys = {
  name,
  now: onOff('now', 'post it here now'),
  on: onOff('on', 'send it on its schedule'),
  off: onOff('off', 'send it no more'),
  'dry-run': onOff('dry-run', 'only say what would be sent or turned'),
};

/** Shows the project's scheduled summaries, posts one now, or turns them on and off. */
export const digest: Command<typeof keys> = {
  name: 'digest',
  aliases: ['digests'],
  summary: 'Lists this project’s scheduled summaries, posts one here now, or turns them on or off.',
  usage: 'digest [NAME] [now] [on] [off] [dry-run]',
  right: 'read',
  keys,
  instead: insteadOfSchedules,
  examples: ['digest', 'digest weekly now', 'digest countdown off', 'digest off'],

  async prepare(args) {
    const action = actionOf(args);
    const isDry = args['dry-run'] === true;
    if (action === 'now') return { args, right: 'run' };
    return { args, right: action === undefined || isDry ? 'read' : 'decide' };
  },

  async apply(args, scene) {
    const { name: asked } = args;
    const action = actionOf(args);
    const { digests } = scene;
    if (action === undefined) {
      const all = await digests.all();
      const shownOnes = asked === undefined ? all : all.filter((one) => one.name === asked);
      if (asked !== undefined && shownOnes.length === 0) await digests.write(asked);
      return { reaction: '+1', document: digestsDocument(shownOnes, scene) };
    }
    const isDry = args['dry-run'] === true;
    if (action !== 'now') {
      if (isDry) return wouldTurn(asked, action, scene);
      await digests.turn(asked, action === 'on');
      return { reaction: '+1', document: digestTurnedDocument(await digests.all(), scene) };
    }
    const meant = asked ?? onlyOne((await digests.all()).map((one) => one.name));
    const [first, ...others] = await digests.write(meant);
    if (first === undefined)
      throw new UserError(
        'E-VALUE',
        `There is nothing to tell: \`${meant}\` would not be sent today either.`,
      );
    const blocks = [first, ...others].flatMap((one) => one.blocks);
    if (isDry) return { reaction: '+1', document: digestDryRunDocument(meant, blocks, scene) };
    return { reaction: '+1', document: { topic: topicOf('status', scene.comment), blocks } };
  },
};

/** @throws UserError E-VALUE for no such name */
async function wouldTurn(asked: string | undefined, action: 'on' | 'off', scene: Scene): Promise<Reply> {
  const all = await scene.digests.all();
  const meant = all.filter(({ name }) => asked === undefined || name === asked).map(({ name }) => name);
  // Says what there is, as turning it would.
  if (asked !== undefined && meant.length === 0) await scene.digests.write(asked);
  return { reaction: '+1', document: turnDryRunDocument(meant, action, scene) };
}

/** @throws UserError E-VALUE for two actions */
function actionOf(args: { readonly [Name in Action]?: boolean }): Action | undefined {
  const found = actions.filter((one) => args[one] === true);
  if (found.length > 1)
    throw new UserError('E-VALUE', 'Write one of `now`, `on` and `off`, such as `digest weekly off`.');
  return found[0];
}

function onlyOne(names: readonly string[]): string {
  const [only] = names;
  if (only !== undefined && names.length === 1) return only;
  const all = names.map((one) => `\`digest ${one} now\``).join(', ');
  throw new UserError('E-MISSING', names.length === 0 ? 'This project has no digest.' : `Say which: ${all}.`);
}
