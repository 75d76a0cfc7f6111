import { resolveRevision } from '../revision.ts';
import type { Overlay } from './overlay.ts';

/** The commit that each revision named by an overlay was when the run was settled, by its name. JSON can hold it. */
export type Pins = Readonly<Record<string, string>>;

/** Looks names up once for a whole run, so that a branch that moves on changes nothing in between. @throws UserError E-REF */
export async function pinsOf(repository: string, overlays: readonly Overlay[]): Promise<Pins> {
  const pins = new Map<string, string>();
  for (const overlay of overlays) {
    if (!('revision' in overlay) || pins.has(overlay.revision)) continue;
    pins.set(overlay.revision, await resolveRevision(repository, overlay.revision));
  }
  return Object.fromEntries(pins);
}

/** The same overlays, held to what their names were. */
export function pinned(overlays: readonly Overlay[], pins: Pins): readonly Overlay[] {
  return overlays.map((overlay) => {
    if (!('revision' in overlay) || !Object.hasOwn(pins, overlay.revision)) return overlay;
    const commit = pins[overlay.revision];
    return commit === undefined ? overlay : { ...overlay, commit };
  });
}
