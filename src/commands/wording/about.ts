import { code, text, type Document } from '../../model/document.ts';
import { plainLine, shorten } from '../../model/plain-text.ts';
import type { Scene } from '../contract/context.ts';
import { sentence } from '../language/fault.ts';
import { topicOf, typed } from './common.ts';

/** That somebody listens. */
export function pingDocument(scene: Scene): Document {
  return {
    topic: topicOf('help', scene.comment),
    blocks: [
      { kind: 'headline', mark: 'info', text: sentence`Retrial ${scene.about.version} listens here.` },
      { kind: 'paragraph', text: sentence`All commands: ${typed('help', scene)}.` },
    ],
  };
}

/** The project's settings, one a row. */
export function configDocument(scene: Scene): Document {
  const { settings } = scene.about;
  const columns = ['Setting', 'Value', 'Meaning'].map((title) => ({ title, align: 'left' as const }));
  const rows = settings.map(({ name, value, what }) => [
    [code(name)],
    [text(shorten(plainLine(value), 300))],
    [text(what)],
  ]);
  return {
    topic: topicOf('help', scene.comment),
    blocks: [
      { kind: 'headline', mark: 'info', text: [text('The settings of this project')] },
      { kind: 'table', columns, rows },
    ],
  };
}
