import { code, text, type Block, type Document } from '../../model/document.ts';
import type { Scene } from '../contract/context.ts';
import type { CommandHelp } from '../contract/help.ts';
import type { Key } from '../contract/key.ts';
import { fromMessage, sentence } from '../language/fault.ts';
import { exampleOf, holdersOf, topicOf, typed } from './common.ts';

/** All commands in short: those that run tests in sight, the others folded. */
export function helpDocument(scene: Scene): Document {
  const word = scene.settings.commandWord;
  const running = scene.commands.filter(({ right }) => right === 'run');
  const others = scene.commands.filter(({ right }) => right !== 'run');
  return {
    topic: topicOf('help', scene.comment),
    blocks: [
      {
        kind: 'headline',
        mark: 'info',
        text: [
          text('I repeat a flaky test, group its failures by cause, and say what the evidence is worth.'),
        ],
      },
      {
        kind: 'paragraph',
        text: sentence`Begin a line of a new comment with ${code(`/${word}`)}, ${code(`@${word}`)} or ${code(`${word}:`)}. Edits, quotes, lists and code are never read as commands.`,
      },
      { kind: 'paragraph', text: sentence`All about one of them: ${typed('help repeat', scene)}.` },
      table(running, scene),
      { kind: 'fold', summary: [text('Other commands')], blocks: [table(others, scene)] },
    ],
  };
}

/** One command: usage, every key with its default in this project, examples, and who may say it. */
export function commandHelpDocument(command: CommandHelp, scene: Scene): Document {
  const { name, aliases, summary, usage, keys, examples, right } = command;
  const also = aliases.flatMap((alias, index) => [text(index === 0 ? '' : ', '), code(alias)]);
  return {
    topic: topicOf('help', scene.comment),
    blocks: [
      { kind: 'headline', mark: 'info', text: sentence`${code(name)}: ${fromMessage(summary)}` },
      { kind: 'code', text: `/${scene.settings.commandWord} ${usage}` },
      ...(also.length === 0
        ? []
        : [{ kind: 'paragraph', text: sentence`Also understood: ${also}.` } as const]),
      keyTable(keys, scene),
      { kind: 'paragraph', text: [text('Examples:')] },
      { kind: 'list', items: examples.map((example) => [typed(exampleOf(example, scene), scene)]) },
      { kind: 'paragraph', text: sentence`Who may: ${holdersOf(right, scene)}.` },
    ],
  };
}

function table(commands: readonly CommandHelp[], scene: Scene): Block {
  return {
    kind: 'table',
    columns: ['Command', 'What it does', 'Who may'].map((title) => ({ title, align: 'left' }) as const),
    rows: commands.map(({ usage, summary, right }) => [
      [typed(usage, scene)],
      fromMessage(summary),
      [text(holdersOf(right, scene))],
    ]),
  };
}

function keyTable(keys: CommandHelp['keys'], scene: Scene): Block {
  return {
    kind: 'table',
    columns: ['Argument', 'What it is', 'Without it', 'Example'].map(
      (title) => ({ title, align: 'left' }) as const,
    ),
    rows: Object.entries(keys).map(([name, key]) => [
      [code(writtenName(name, key))],
      fromMessage(key.what),
      fromMessage(key.fallback(scene.settings)),
      [code(exampleOf(key.example, scene))],
    ]),
  };
}

function writtenName(name: string, key: Key<unknown>): string {
  if (key.form === 'family') return `${name}.K=`;
  return key.form === 'pair' ? `${name}=` : name;
}
