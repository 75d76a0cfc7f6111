import { fileAt } from '../checkouts/revision.ts';
import { firstSettings, guessRecipe } from '../config/guess.ts';
import { projectFile } from '../config/project-file.ts';
import type { ServerConfig } from '../config/server.ts';
import type { TicketRef } from '../model/ticket.ts';
import { codePage } from './surroundings.ts';
import { freshen, repositoryOf } from './trackers.ts';

/** A page of the code's host that opens a new file, filled in, for somebody to look at and commit. */
export interface NewFilePage {
  readonly url: string;
  /** The file of the repository that gave away how tests are run. */
  readonly because: string;
}

/** For a project without settings; undefined where its code is not on GitHub, or nothing says how its tests are run. */
export async function firstSettingsPage(
  ticket: TicketRef,
  branch: string,
  config: Pick<ServerConfig, 'github' | 'jira' | 'repositories'>,
): Promise<NewFilePage | undefined> {
  const page = codePage(ticket, config);
  const clone = config.repositories[repositoryOf(ticket, config)];
  if (page === undefined || clone === undefined) return undefined;
  const nothing = (): undefined => undefined;
  // A clone that is away says nothing of its files, as one without them does.
  await freshen(clone).catch(nothing);
  const guess = await guessRecipe(async (file) => fileAt(clone.path, branch, file).catch(nothing));
  if (guess === undefined) return undefined;
  const query = new URLSearchParams({ filename: projectFile, value: firstSettings(guess) });
  const where = branch.split('/').map(encodeURIComponent).join('/');
  return { url: `${page}/new/${where}?${query.toString().replaceAll('+', '%20')}`, because: guess.because };
}
