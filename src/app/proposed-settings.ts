import { proposedFaults } from '../config/proposed.ts';
import { projectFile } from '../config/project-file.ts';
import type { Topic } from '../model/document.ts';
import { settingsDocument } from '../reports/settings-document.ts';
import type { Store } from '../store/store.ts';
import type { ProposedChange, ProposedFiles } from '../trackers/pulls/proposed-files.ts';
import type { Tracker } from '../trackers/tracker.ts';
import { postOnce } from '../worker/posting.ts';

interface Desk {
  readonly store: Pick<Store, 'posts' | 'turns'>;
  readonly tracker: Tracker;
  readonly now: () => Date;
  readonly files: ProposedFiles;
}

const topic: Topic = { kind: 'settings', id: projectFile };

/**
 * Checks the settings that a pull request would bring, and says what is wrong with them in one comment, which says so
 * once they are right. A pull request that leaves them alone, or whose settings were right from the start, hears nothing.
 */
export async function checkProposedSettings(change: ProposedChange, desk: Desk): Promise<void> {
  const { files, store, tracker, now } = desk;
  const written = await files.read(change, projectFile);
  const wasTold = (await store.posts.get({ ticket: change.ticket, topic })) !== undefined;
  const faults = written === undefined ? [] : proposedFaults(written);
  if (faults.length === 0 ? !wasTold : !wasTold && !(await files.edits(change, projectFile))) return;
  // What an older push brought is no news any more; the newer one comes by itself.
  if ((await files.head(change)) !== change.commit) return;
  const { commit, ticket } = change;
  const document = settingsDocument({ topic, file: projectFile, commit, text: written ?? '', faults });
  await postOnce({ store, tracker: () => tracker, now }, ticket, document);
}
