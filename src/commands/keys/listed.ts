import type { Inline } from '../../model/document.ts';
import { sentence, shown } from '../language/fault.ts';

/** Names one after the other, at most twenty. */
export function listed(names: readonly string[]): readonly Inline[] {
  return names.slice(0, 20).flatMap((name, at) => sentence`${at === 0 ? '' : ', '}${shown(name)}`);
}
