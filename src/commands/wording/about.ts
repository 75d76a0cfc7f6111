import { code, text, type Block, type Document } from '../../model/document.ts';
import type { Permit } from '../../model/permit.ts';
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

/** The project's settings, one a row, and who else may run on this ticket. */
export function configDocument(scene: Scene, permits: readonly Permit[]): Document {
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
      ...allowedHere(permits),
    ],
  };
}

function allowedHere(permits: readonly Permit[]): readonly Block[] {
  if (permits.length === 0) return [];
  const items = permits.map(({ login, by, at }) => [
    code(plainLine(login)),
    text(' may run on this ticket, says '),
    code(plainLine(by)),
    text(`, ${at.slice(0, 10)}`),
  ]);
  return [{ kind: 'list', items }];
}
