import { UserError } from '../model/errors.ts';
import type { Command } from './command.ts';
import { onOff } from './keys/common.ts';
import { linkTarget } from './keys/link-target.ts';
import { withRight } from './running/dry.ts';
import { rememberedTest } from './running/starting.ts';
import { linkDryRunDocument, linkedDocument } from './wording/links.ts';

const keys = { target: linkTarget, 'dry-run': onOff('dry-run', 'only say what would be tied') };

/** More on one ticket would be no cause but a topic. */
const mostLinks = 50;

/** This ticket tracks a test or a cause: reports and lists name it from now on, for failures of the past as well. */
export const link: Command<typeof keys> = {
  name: 'link',
  aliases: ['track'],
  summary:
    'Ties this ticket to a test or a cause: every report names it for those failures, past ones too. It settles nothing, so whoever may run may do it; the ledger says who did.',
  usage: 'link [TARGET] [dry-run]',
  right: 'run',
  keys,
  needless: ['quiet', 'note', 'release'],
  examples: ['link', 'link CASTest#testConflictingWrites'],

  async prepare(args, scene) {
    // A link shows its ticket in reports that everybody reads.
    if (scene.comment.ticket.visibility !== undefined)
      throw new UserError(
        'E-VALUE',
        'Reports that everybody reads name a linked ticket, so say it in a comment that everybody can read.',
      );
    const target = args.target ?? { kind: 'test' as const, target: (await rememberedTest(scene)).text };
    return withRight({ ...args, target });
  },

  async apply({ target, 'dry-run': isDry }, scene) {
    if (target === undefined) throw new UserError('E-MISSING', 'This needs a test or the id of a cause.');
    const all = await scene.links.all();
    const isTied = all.some((one) => one.kind === target.kind && one.target === target.target);
    if (all.length >= mostLinks && !isTied)
      throw new UserError(
        'E-BUDGET',
        `This ticket has ${mostLinks} links already. Take one off with \`unlink\`.`,
      );
    if (isDry === true) return { reaction: '+1', document: linkDryRunDocument(target, scene) };
    const tied = await scene.links.tie(target, scene.line);
    return { reaction: '+1', document: linkedDocument({ target, tied }, scene) };
  },
};
