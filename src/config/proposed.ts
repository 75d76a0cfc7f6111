import { isMap, isNode, LineCounter, parseDocument, type Document } from 'yaml';
import { UserError } from '../model/errors.ts';
import { projectFile } from './project-file.ts';
import { readProjectConfig } from './project.ts';
import { ConfigError, isTooDeep, type ConfigFault } from './reading.ts';

/** What is wrong with a file of settings that somebody proposes. */
export interface ProposedFault {
  /** 1-based; absent where the fault has no line, as something that is missing has none. */
  readonly line?: number;
  /** The key, as `local.timeout`; empty for the file itself. */
  readonly key: string;
  readonly message: string;
}

/** No project says more about itself; a longer text is not looked at. */
const longest = 100_000;

/** Every fault of a project's file with its line, for people who are about to merge it; empty when it can be used. */
export function proposedFaults(text: string): readonly ProposedFault[] {
  if (text.length > longest) {
    const message = `the file has ${text.length.toLocaleString('en-US')} characters; at most ${longest.toLocaleString('en-US')} are read.`;
    return [{ key: '', message }];
  }
  try {
    readProjectConfig(text);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map((fault) => placed(fault, text));
    if (error instanceof UserError) return [unread(text, error.message)];
    throw error;
  }
}

/** A text that is no YAML: its first error knows its own line. */
function unread(text: string, message: string): ProposedFault {
  const words = message.replace(`${projectFile} `, '').split('\n')[0]?.replace(/:$/, '.') ?? message;
  const parsed = parsedOrNot(text);
  const line = parsed?.document.errors[0]?.linePos?.[0].line;
  return { key: '', message: words, ...(line === undefined ? {} : { line }) };
}

interface Parsed {
  readonly document: Document;
  readonly lines: LineCounter;
}

function parsedOrNot(text: string): Parsed | undefined {
  if (isTooDeep(text)) return undefined;
  const lines = new LineCounter();
  try {
    return { document: parseDocument(text, { lineCounter: lines }), lines };
  } catch {
    return undefined;
  }
}

function placed({ path, message, keys = [] }: ConfigFault, text: string): ProposedFault {
  const key = path.map(String).join('.');
  const parsed = parsedOrNot(text);
  const at = parsed === undefined ? undefined : offsetOf(parsed.document, { path, keys });
  const line = at === undefined ? undefined : parsed?.lines.linePos(at).line;
  return { key, message, ...(line === undefined ? {} : { line }) };
}

/** Where a fault stands: at the unknown key, else at the value, else at the nearest thing above it that is there. */
function offsetOf(
  document: Document,
  { path, keys }: Required<Pick<ConfigFault, 'path' | 'keys'>>,
): number | undefined {
  const [unknown] = keys;
  const full = unknown === undefined ? path : [...path, unknown];
  for (let length = full.length; length > 0; length -= 1) {
    const parent = length === 1 ? document.contents : document.getIn(full.slice(0, length - 1), true);
    const found = keyOffset(parent, full[length - 1]) ?? itemOffset(document, full.slice(0, length));
    if (found !== undefined) return found;
  }
  return undefined;
}

function keyOffset(parent: unknown, key: PropertyKey | undefined): number | undefined {
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find((item) => isNode(item.key) && String(item.key) === String(key));
  return isNode(pair?.key) ? pair.key.range?.[0] : undefined;
}

function itemOffset(document: Document, path: readonly PropertyKey[]): number | undefined {
  const node = document.getIn(path, true);
  return isNode(node) ? node.range?.[0] : undefined;
}
