import { visible, type Fault } from '../language/fault.ts';
import { parseComment } from '../language/parse.ts';
import { readerOf } from '../language/readers.ts';
import { understand, type Language } from './understand.ts';

/** A longer line is the writer's to correct. */
const longest = 200;

/**
 * The faulty line as it would be right, without its prefix: only when every fault says how, all stand in one line,
 * and what comes out is understood without fault.
 */
export function corrected(faults: readonly Fault[], language: Language): string | undefined {
  const [first] = faults;
  if (first === undefined || faults.some(({ spot }) => spot.line !== first.spot.line)) return undefined;
  let line = first.spot.text;
  for (const { spot, fix } of faults.toSorted((a, b) => b.spot.from - a.spot.from)) {
    if (fix === undefined) return undefined;
    line = `${line.slice(0, spot.from)}${fix}${line.slice(spot.to)}`;
  }
  if (line.length > longest || visible(line) !== line) return undefined;
  const again = parseComment(line, language.settings.commandWord, readerOf(language));
  const [command] = again.commands;
  if (command === undefined || again.commands.length !== 1 || again.faults.length > 0) return undefined;
  return 'command' in understand(command, language) ? line.trim().replace(/^\S+\s+/, '') : undefined;
}
