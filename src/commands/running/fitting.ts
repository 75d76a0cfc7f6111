import type { Fault, Spot } from '../language/fault.ts';
import type { ParsedLine } from '../language/parse.ts';
import { corrected } from './correct.ts';
import type { Language, Understood } from './understand.ts';

/** What `repeat` asks for runs that end by themselves; a number needs `stop=never` beside these. */
const questions: readonly string[] = ['rate', 'stop', 'expect'];

/**
 * The command as it would fit into its budget, without prefix and ready to be copied: as typed, with the largest
 * number that may stand in it. Undefined when none may, or the line cannot be changed with certainty.
 */
export function fitting(
  { line, command, args }: Understood,
  fits: number,
  language: Language,
): string | undefined {
  const most = Math.min(fits, language.settings.maxCount);
  if (most < 1) return undefined;
  const takesNumber = command.name !== 'repeat' || args['stop'] === 'first';
  const asksItself = !takesNumber && questions.some((key) => args[key] !== undefined);
  const edits = [countEdit(line, most), ...(asksItself ? [stopEdit(line)] : [])];
  return corrected(merged(edits), language);
}

interface Edit {
  readonly spot: Spot;
  readonly fix: string;
}

function countEdit(line: ParsedLine, most: number): Edit {
  const count = line.arguments.find(({ kind }) => kind === 'count');
  if (count?.kind === 'count') return { spot: count.value.spot, fix: `x${most}` };
  return { spot: endOf(line), fix: ` x${most}` };
}

function stopEdit(line: ParsedLine): Edit {
  const stop = line.arguments.find((one) => one.kind === 'pair' && one.key === 'stop');
  if (stop?.kind === 'pair') return { spot: stop.value.spot, fix: 'stop=never' };
  return { spot: endOf(line), fix: ' stop=never' };
}

/** Behind the last character, so that what is added stands alone. */
function endOf({ spot }: ParsedLine): Spot {
  const end = spot.text.trimEnd().length;
  return { ...spot, from: end, to: end };
}

/** Two additions at the same place are one. */
function merged(edits: readonly Edit[]): readonly Fault[] {
  const faults: Fault[] = [];
  for (const { spot, fix } of edits) {
    const last = faults.at(-1);
    if (last !== undefined && last.spot.from === spot.from)
      faults[faults.length - 1] = { ...last, fix: `${last.fix ?? ''}${fix}` };
    else faults.push({ code: 'E-BUDGET', spot, message: [], fix });
  }
  return faults;
}
