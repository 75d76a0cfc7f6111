import { text, type Document } from '../model/document.ts';
import type { InspectedGroup } from '../model/inspection.ts';
import { inspectedGroups } from './inspected-groups.ts';

/** The causes behind a file of failures, for a terminal. */
export function groupingDocument(groups: readonly InspectedGroup[]): Document {
  const blocks = inspectedGroups({ groups, unit: 'failure' });
  const nothing = { kind: 'paragraph', text: [text('No failure in it.')] } as const;
  return { topic: { kind: 'result', id: 'group' }, blocks: blocks.length === 0 ? [nothing] : blocks };
}
