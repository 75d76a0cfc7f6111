import { quoted } from '../../model/plain-text.ts';
import { doesNotApply, type OverlayMember } from './overlay.ts';
import { rewriteFile } from './tracked-file.ts';

/** Raises a logger's level by the line that the project gives, in the file it gives. @throws UserError E-OVERLAY */
export const log: OverlayMember<'log'> = async ({ logger, level, file, line, before }, { worktree }) => {
  const what = `The log level of ${quoted(logger)}`;
  const added = line.replaceAll(/\{(logger|level)\}/g, (_, name) => (name === 'logger' ? logger : level));
  const changed = await rewriteFile(worktree, file, (text) => {
    if (before === undefined) return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${added}\n`;
    const at = text.lastIndexOf(before);
    if (at < 0) throw doesNotApply(what, `${quoted(file)} does not hold ${quoted(before)}.`);
    return `${text.slice(0, at)}${added}\n${text.slice(at)}`;
  });
  if (changed !== true)
    throw doesNotApply(what, `${quoted(file)} is no plain UTF-8 text file of this revision.`);
  return [`with ${logger} logged at ${level}`];
};
