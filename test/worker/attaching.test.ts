import { describe, expect, it } from 'vitest';
import { text } from '../../src/model/document.ts';
import type { RepeatRun } from '../../src/model/repeat-run.ts';
import { parseSelector } from '../../src/model/selector.ts';
import { renderAdf } from '../../src/trackers/jira/adf.ts';
import { renderJiraWiki } from '../../src/trackers/jira/wiki.ts';
import type { Attachment } from '../../src/trackers/tracker.ts';
import { withFiles } from '../../src/worker/attaching.ts';
import type { WorkerParts } from '../../src/worker/parts.ts';

const run: RepeatRun = {
  id: 'r-7f3k',
  ticket: { tracker: 'jira', project: 'SHOP', key: 'SHOP-1' },
  commentId: '1',
  requestedBy: 'jane',
  selector: parseSelector('A#b'),
  revision: 'main',
  lane: '',
  asked: 4,
  service: 'local',
  stage: 'report',
  state: 'active',
  createdAt: '2026-11-23T10:00:00.000Z',
};
const estimate = { failed: 1, executed: 4, rate: 0.25, low: 0.006, high: 0.81, level: 0.95 };
const document = {
  topic: { kind: 'result' as const, id: 'r-7f3k' },
  blocks: [{ kind: 'paragraph' as const, text: [text('words')] }],
};
const answer = (data: unknown = { a: 1 }) => ({
  document,
  files: { plot: [{ label: 'all failures', name: '', estimate }], data },
  isGood: false,
  facts: {},
});

function world(takes?: boolean) {
  const files: Attachment[] = [];
  const attach = async (_: unknown, file: Attachment) => files.push(file) > 0 && takes === true;
  const parts = { tracker: () => (takes === undefined ? {} : { attach }), log: () => {} };
  return { files, parts: parts as unknown as WorkerParts };
}

describe('the files of a report', () => {
  it('go to the ticket and are shown in its comment', async () => {
    const { files, parts } = world(true);
    const shown = await withFiles(run, answer(), parts);
    expect(files.map(({ name }) => name)).toEqual(['r-7f3k.png', 'r-7f3k.json']);
    expect(renderJiraWiki(shown)).toMatch(/words\n\n!r-7f3k\.png\|width=640!\n\nData: \[\^r-7f3k\.json\]$/);
    expect(renderAdf(shown)).toContain('r-7f3k.png');
  });

  it('are not uploaded where only some readers saw the command, and the comment says so', async () => {
    const { files, parts } = world(true);
    const ticket = { ...run.ticket, visibility: { type: 'role', value: 'Committers' } } as const;
    expect(renderJiraWiki(await withFiles({ ...run, ticket }, answer(), parts))).toContain('not attached');
    expect(files).toEqual([]);
  });

  it('that a tracker refuses, or that are too large, are named as missing', async () => {
    const refused = await withFiles(run, answer(), world(false).parts);
    expect(renderJiraWiki(refused)).toContain('could not be attached');
    const { files, parts } = world(true);
    const large = await withFiles(run, answer('x'.repeat(6_000_000)), parts);
    expect(files).toHaveLength(1);
    expect(renderJiraWiki(large)).toContain('json could not be attached');
  });

  it('stay away from a tracker that keeps none', async () => {
    expect(await withFiles(run, answer(), world().parts)).toEqual(document);
  });
});
