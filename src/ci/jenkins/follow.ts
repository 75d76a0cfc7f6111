import type { JenkinsBuild, QueueItem } from './answers.ts';
import type { JenkinsApi } from './api.ts';
import { findBuild, isOurs, type Wanted } from './find.ts';

/** Where a batch is in Jenkins. */
export type Whereabouts =
  | { readonly kind: 'waiting' | 'cancelled'; readonly item: QueueItem }
  | { readonly kind: 'build'; readonly build: JenkinsBuild }
  | { readonly kind: 'deleted'; readonly number: number }
  | { readonly kind: 'unknown' };

export interface Trail extends Wanted {
  /** The queue item that the batch became. */
  readonly item: number;
  /** Its build, when that is known already. */
  readonly number?: number;
}

/**
 * Follows a batch from its queue item to its build. Jenkins forgets an item some five minutes after its build began; the
 * build is then found by the batch's id among the builds of its job.
 */
export async function follow(api: JenkinsApi, trail: Trail): Promise<Whereabouts> {
  if (trail.number !== undefined) return buildOf(api, trail.number);
  const item = await api.item(trail.item);
  if (item !== undefined && isOurs(item, trail)) {
    if (item.build !== undefined) return buildOf(api, item.build);
    return { kind: item.isCancelled ? 'cancelled' : 'waiting', item };
  }
  const found = await findBuild(api, trail);
  return found === undefined ? { kind: 'unknown' } : buildOf(api, found.number);
}

async function buildOf(api: JenkinsApi, number: number): Promise<Whereabouts> {
  const build = await api.build(number);
  return build === undefined ? { kind: 'deleted', number } : { kind: 'build', build };
}

/** Takes a batch out of the queue. @returns its build where that has begun, or just begins */
export async function unqueued(api: JenkinsApi, trail: Trail): Promise<JenkinsBuild | undefined> {
  const place = await follow(api, trail);
  if (place.kind === 'waiting') await api.cancelItem(place.item.id);
  const now = place.kind === 'waiting' ? await follow(api, trail) : place;
  return now.kind === 'build' ? now.build : undefined;
}
