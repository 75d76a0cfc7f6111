import { code, type Inline, type Topic } from '../../model/document.ts';
import type { Comment, Right } from '../../model/ticket.ts';
import type { Scene } from '../contract/context.ts';

/** A command as one would type it here. */
export function typed(line: string, scene: Pick<Scene, 'settings'>): Inline {
  return code(`/${scene.settings.commandWord} ${line}`);
}

/** An example as it works here: its `xN` is the project's usual count. */
export function exampleOf(example: string, { settings }: Pick<Scene, 'settings'>): string {
  return example.replaceAll(/\bxN\b/g, `x${settings.defaultCount}`);
}

/** A reply is about the comment it answers. */
export function topicOf(kind: Topic['kind'], comment: Comment): Topic {
  return { kind, id: comment.id };
}

/** 12345 as people read it: 12,345. */
export function grouped(value: number): string {
  return value.toLocaleString('en-US');
}

/** `1 run`, `2 runs`. */
export function counted(value: number, noun: string): string {
  return `${grouped(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** Who has a right: by the roles the project names, else as the tracker calls them. */
export function holdersOf(right: Right, { settings: { holders } }: Pick<Scene, 'settings'>): string {
  if (right === 'read') return 'anybody who can comment here';
  if (holders !== undefined) return holders[right];
  return right === 'run' ? 'the triage role or a higher one' : 'write access';
}
