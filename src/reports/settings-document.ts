import { code, strong, text, type Block, type Document, type Inline, type Topic } from '../model/document.ts';
import { plainLine, plainText, shorten } from '../model/plain-text.ts';
import { plural } from './numbers.ts';

/** What is wrong with one line of a file of settings. All texts are hostile. */
export interface SettingsFault {
  readonly line?: number;
  readonly key: string;
  readonly message: string;
}

/** A file of settings as a pull request has it. */
export interface ProposedSettings {
  readonly topic: Topic;
  /** Its path. */
  readonly file: string;
  readonly commit: string;
  /** Its text, whose bad lines are shown. */
  readonly text: string;
  readonly faults: readonly SettingsFault[];
}

const mostFaults = 20;
const widest = 200;

/** What a pull request is told of the settings it changes: each bad line by its number, or that all is well again. */
export function settingsDocument(proposed: ProposedSettings): Document {
  const { topic, file, commit, faults } = proposed;
  const at: readonly Inline[] = [code(file), text(' at '), code(commit.slice(0, 7))];
  if (faults.length === 0)
    return {
      topic,
      blocks: [
        { kind: 'headline', mark: 'pass', text: [strong('Settings'), text(': they can be used')] },
        { kind: 'paragraph', text: [...at, text(' has none of the faults that were named here before.')] },
      ],
    };
  return {
    topic,
    blocks: [
      {
        kind: 'headline',
        mark: 'fail',
        text: [strong('Settings'), text(`: they can't be used, ${plural(faults.length, 'fault')}`)],
      },
      { kind: 'paragraph', text: [...at, text(':')] },
      { kind: 'list', items: listed(faults) },
      ...shownLines(proposed),
      {
        kind: 'paragraph',
        text: [
          text('Until it is merged, the file of the default branch holds. The next push is checked again. '),
          code('retrial schema'),
          text(' prints what may stand there.'),
        ],
      },
    ],
  };
}

function listed(faults: readonly SettingsFault[]): readonly (readonly Inline[])[] {
  const shown = faults
    .slice(0, mostFaults)
    .map(({ line, key, message }): readonly Inline[] => [
      ...(line === undefined ? [] : [strong(`line ${line}`), text(': ')]),
      ...(key === '' ? [] : [code(shorten(plainLine(key), 100)), text(': ')]),
      ...worded(shorten(plainLine(message), 500)),
    ]);
  const more = faults.length - shown.length;
  return more === 0 ? shown : [...shown, [text(`${more} more.`)]];
}

/** A message whose names stand between backticks. */
function worded(message: string): readonly Inline[] {
  return message
    .split('`')
    .flatMap((piece, at) => (piece === '' ? [] : [at % 2 === 1 ? code(piece) : text(piece)]));
}

/** The bad lines as they stand in the file, with their numbers. */
function shownLines({ text: written, faults }: ProposedSettings): readonly Block[] {
  const lines = plainText(written).split('\n');
  const numbers = [...new Set(faults.slice(0, mostFaults).flatMap(({ line }) => line ?? []))];
  const shown = numbers
    .toSorted((a, b) => a - b)
    .flatMap((number) => {
      const line = lines[number - 1];
      return line === undefined ? [] : [`${String(number).padStart(5)} | ${shorten(line, widest)}`];
    });
  return shown.length === 0 ? [] : [{ kind: 'code', text: shown.join('\n') }];
}
