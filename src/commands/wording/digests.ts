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

/** A digest that would be posted here. */
export function digestDryRunDocument(digest: string, blocks: readonly Block[], scene: Scene): Document {
  const said = [text('Dry run: '), code(digest), text(' would be posted here. It was not.')];
  return {
    topic: topicOf('status', scene.comment),
    blocks: [
      { kind: 'headline', mark: 'info', text: said },
      { kind: 'fold', summary: [text('What it would say')], blocks },
    ],
  };
}

/** Digests that would be turned on or off. */
export function turnDryRunDocument(names: readonly string[], to: 'on' | 'off', scene: Scene): Document {
  const what = names.length === 0 ? 'no scheduled summary' : names.join(', ');
  const said = `Dry run: this would turn ${to} ${what}. Nothing was changed.`;
  return {
    topic: topicOf('status', scene.comment),
    blocks: [{ kind: 'headline', mark: 'info', text: [text(said)] }],
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
