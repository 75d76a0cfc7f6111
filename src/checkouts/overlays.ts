import { git, gitLines } from './git.ts';
import { shorten } from '../model/plain-text.ts';
import { cherryPick } from './overlays/cherry-pick.ts';
import { configure } from './overlays/configure.ts';
import { log } from './overlays/log.ts';
import type { Overlay, OverlayMember, OverlaySite } from './overlays/overlay.ts';
import { patch } from './overlays/patch.ts';
import { testsFrom } from './overlays/tests-from.ts';
import { unskip } from './overlays/unskip.ts';

/** In the order they are applied: what brings files in comes before what changes them. */
const members: { readonly [Kind in Overlay['kind']]: OverlayMember<Kind> } = {
  'tests-from': testsFrom,
  'cherry-pick': cherryPick,
  patch,
  unskip,
  log,
  configure,
};

const order = Object.keys(members);

/** What overlays made of a worktree. */
export interface Applied {
  /** For the report, such as "without @Ignore at CASTest.java:398". Hostile text, without line breaks. */
  readonly words: readonly string[];
  /** What took skips off, as a unified diff for people to look at: not of other changes, and not all of a large one. */
  readonly skipDiff: string;
}

/** More than taking a skip off ever needs. */
const mostShown = { lines: 60, inOneLine: 300 };

/**
 * Applies overlays to a worktree whose files are those of its commit, each by its kind and then as listed; the changes
 * are in the files and in the index.
 * @throws UserError E-OVERLAY, E-UNSKIP, E-REF, E-TEST-NONE or E-TEST-MANY for one that does not apply.
 */
export async function applyOverlays(site: OverlaySite, overlays: readonly Overlay[]): Promise<Applied> {
  const { worktree } = site;
  const words: string[] = [];
  let skipDiff = '';
  for (const overlay of inOrder(overlays)) {
    const before = overlay.kind === 'unskip' ? await git(worktree, ['write-tree']) : undefined;
    words.push(...(await apply(overlay, site)));
    if (before !== undefined) skipDiff = await changedSince(before, worktree);
  }
  return { words, skipDiff };
}

async function changedSince(tree: string, worktree: string): Promise<string> {
  const how = ['--no-ext-diff', '--no-textconv', '--no-color', '--unified=2'];
  const lines = (await gitLines(worktree, ['diff', '--cached', ...how, tree])).trimEnd().split('\n');
  const shown = lines.slice(0, mostShown.lines).map((line) => shorten(line, mostShown.inOneLine));
  const more = lines.length - shown.length;
  return [...shown, ...(more > 0 ? [`… ${more} more lines`] : [])].join('\n');
}

function inOrder(overlays: readonly Overlay[]): readonly Overlay[] {
  return overlays.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

async function apply(overlay: Overlay, site: OverlaySite): Promise<readonly string[]> {
  switch (overlay.kind) {
    case 'tests-from':
      return members['tests-from'](overlay, site);
    case 'cherry-pick':
      return members['cherry-pick'](overlay, site);
    case 'patch':
      return members.patch(overlay, site);
    case 'unskip':
      return members.unskip(overlay, site);
    case 'log':
      return members.log(overlay, site);
    case 'configure':
      return members.configure(overlay, site);
  }
}
