import type { ListedDigest } from '../../model/digest.ts';
import { code, text, type Block, type Document } from '../../model/document.ts';
import type { Scene } from '../contract/context.ts';
import { topicOf, typed } from './common.ts';

/** The project's digests: what each is about, when it comes, where it goes. */
export function digestsDocument(all: readonly ListedDigest[], scene: Scene): Document {
  const empty = 'This project has no scheduled summary.';
  return {
    topic: topicOf('status', scene.comment),
    blocks: [
      { kind: 'headline', mark: 'info', text: [text(all.length === 0 ? empty : 'Scheduled summaries')] },
      ...(all.length === 0 ? [] : [table(all)]),
      { kind: 'paragraph', text: [text('One of them now: '), typed('digest NAME now', scene), text('.')] },
    ],
  };
}

/** What holds after some were turned on or off. */
export function digestTurnedDocument(all: readonly ListedDigest[], scene: Scene): Document {
  const off = all.filter(({ isOn }) => !isOn).map(({ name }) => name);
  const said = off.length === 0 ? 'All scheduled summaries are on.' : `Off now: ${off.join(', ')}.`;
  return {
    topic: topicOf('status', scene.comment),
    blocks: [
      { kind: 'headline', mark: 'info', text: [text(said)] },
      table(all),
      { kind: 'paragraph', text: [text('What was due while one is off is not sent later.')] },
    ],
  };
}

function table(all: readonly ListedDigest[]): Block {
  const columns = ['Name', 'About', 'When', 'Where', ''].map((title) => ({ title, align: 'left' as const }));
  const rows = all.map(({ name, kind, cron, zone, isOn, places }) => [
    [code(name)],
    [text(kind)],
    [code(cron), text(` ${zone}`)],
    [text(places.length === 0 ? 'nowhere: it needs `to:`' : places.join(', '))],
    [text(isOn ? 'on' : 'off')],
  ]);
  return { kind: 'table', columns, rows };
}
