import { pngOf } from '../images/png.ts';
import { code, text, type Block, type Document } from '../model/document.ts';
import { withoutTokens } from '../model/tokens.ts';
import { topicIdOf, type RepeatRun } from '../model/repeat-run.ts';
import { ratesSvg } from '../reports/plots/rates-svg.ts';
import { messageOf, RetryableError } from '../model/errors.ts';
import type { Attachment, Tracker } from '../trackers/tracker.ts';
import type { WorkerParts } from './parts.ts';
import type { Answer, AnswerFiles } from './questions/kind.ts';

/** Data of a very long run stays where it is kept. */
const mostBytes = 5_000_000;

/**
 * Puts plot and data with the ticket, once, and names them in the document. All readers of a ticket see its files: where
 * the command was restricted to some of them nothing is uploaded, and the comment says so.
 */
export async function withFiles(run: RepeatRun, answer: Answer, parts: WorkerParts): Promise<Document> {
  const { document, files } = answer;
  const tracker = parts.tracker(run.ticket.tracker);
  if (files === undefined || tracker.attach === undefined) return document;
  if (run.ticket.visibility !== undefined)
    return saying(
      document,
      'Plot and data are not attached: files of a ticket can be seen by everybody who sees it.',
    );
  const attached: string[] = [];
  const refused: string[] = [];
  for (const file of filesOf(run, files)) {
    const isSmall = file.content.byteLength <= mostBytes;
    const isThere = isSmall && (await isAttached(tracker, run, { file, parts }));
    (isThere ? attached : refused).push(file.name);
  }
  if (refused.length > 0) parts.log('files could not be attached', { run: run.id, files: refused });
  const named = attached.length === 0 ? document : { ...document, attached };
  if (refused.length === 0) return named;
  return saying(
    named,
    `${refused.join(' and ')} could not be attached; the data is kept by Retrial under`,
    run.id,
  );
}

/** A file is an extra: what a tracker says against it, but for being away, never keeps the result from its ticket. */
async function isAttached(
  tracker: Tracker,
  { id, ticket }: RepeatRun,
  { file, parts }: { readonly file: Attachment; readonly parts: WorkerParts },
): Promise<boolean> {
  try {
    return (await tracker.attach?.(ticket, file)) === true;
  } catch (error) {
    if (error instanceof RetryableError) throw error;
    parts.log('a file was refused', { run: id, file: file.name, error: messageOf(error) });
    return false;
  }
}

function filesOf(run: RepeatRun, { plot, data }: AnswerFiles): readonly Attachment[] {
  const name = topicIdOf(run);
  const picture: readonly Attachment[] =
    plot.length === 0
      ? []
      : [{ name: `${name}.png`, type: 'image/png', content: pngOf(ratesSvg(run.selector.text, plot)) }];
  const shown = JSON.stringify(data, (_, value: unknown) =>
    typeof value === 'string' ? withoutTokens(value) : value,
  );
  const content = Buffer.from(`${shown}\n`);
  return [...picture, { name: `${name}.json`, type: 'application/json', content }];
}

function saying(document: Document, words: string, place?: string): Document {
  const more = place === undefined ? [] : [text(' '), code(place), text('.')];
  const block: Block = { kind: 'paragraph', text: [text(words), ...more] };
  return { ...document, blocks: [...document.blocks, block] };
}
