import { z } from 'zod';
import { UserError } from '../../model/errors.ts';
import type { TestSelector } from '../../model/selector.ts';
import { titlePattern } from '../names/title-pattern.ts';

const argv = z.array(z.string().min(1).max(10_000)).min(1).max(1_000);

/** A pattern inside the checkout, for what is deleted there, or may be changed: it may not reach outside. */
export const pathInside = z
  .string()
  .min(1)
  .refine((text) => !text.startsWith('/') && !text.split(/[/\\]/).includes('..'), {
    message: 'must stay inside the repository: no leading / and no ..',
  });

/** A time span as text, in milliseconds. */
export const duration = z
  .string()
  .regex(/^\d{1,6}(ms|s|m|h)$/, 'is a number and a unit: 90s, 10m, 2h')
  .transform(parseDuration);

/** How a project runs one iteration on this machine: the `local` section of its configuration. */
export const recipeSchema = z.strictObject({
  /** The program and its arguments, with {test}, {class}, {method}, {title}, {i} and {out} replaced. No shell. */
  command: argv,
  /** Commands in which the test is not alone, or is, for `isolate`; where the runner is known they need not be named. */
  scopes: z
    .strictObject({
      alone: argv.exactOptional(),
      class: argv.exactOptional(),
      suite: argv.exactOptional(),
      shuffled: argv.exactOptional(),
    })
    .exactOptional(),
  /** Where the command leaves its JUnit reports, relative to the checkout. */
  junit: z
    .preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(pathInside).max(50))
    .prefault([]),
  /** Runs once per checkout before the first iteration, for example `[npm, ci]`. */
  setup: argv.optional(),
  /** How long one iteration may take. */
  timeout: duration.default(600_000),
  /** How many iterations run at a time, each in a checkout of its own. */
  parallel: z.int().min(1).max(64).default(1),
  /** Variables for the command and the set-up, beside the few that are always passed on. */
  env: z.record(z.string().regex(/^[A-Za-z_]\w*$/, 'is not a variable name'), z.string()).default({}),
});

/** Checked settings, durations in milliseconds. */
export type Recipe = z.output<typeof recipeSchema>;

/** Milliseconds of `90s`, `10m`, `2h` or `500ms`; the caller has checked the form. */
export function parseDuration(text: string): number {
  const amount = Number.parseInt(text, 10);
  if (text.endsWith('ms')) return amount;
  if (text.endsWith('s')) return amount * 1_000;
  return text.endsWith('m') ? amount * 60_000 : amount * 3_600_000;
}

/** What stands for a placeholder in one iteration. */
interface Places {
  readonly selector: TestSelector;
  readonly index: number;
  /** A fresh folder for the reports of this iteration alone. */
  readonly out: string;
}

/**
 * The command of one iteration. A name from outside stays one argument whatever it holds.
 * @throws UserError when a name would turn an argument into an option.
 */
export function fillCommand(command: readonly string[], places: Places): string[] {
  const values = placeholders(places);
  return command.map((argument) => {
    const filled = argument.replaceAll(
      /\{(test|class|method|title|i|out)\}/g,
      (_, name: string) => values[name] ?? '',
    );
    if (filled.startsWith('-') && !argument.startsWith('-')) {
      throw new UserError(
        'E-VALUE',
        `\`${filled.slice(0, 80)}\` begins with a dash and would be read as an option.`,
      );
    }
    return filled;
  });
}

/** Whether each iteration writes where no other does, so that several may run in one folder. */
export function writesApart(command: readonly string[]): boolean {
  return command.some((argument) => argument.includes('{out}'));
}

function placeholders({ selector, index, out }: Places): Record<string, string> {
  const containers = [...new Set(selector.parts.map((part) => part.container))];
  const members = selector.parts.flatMap((part) => (part.member === undefined ? [] : [part.member]));
  return {
    test: selector.text,
    class: containers.join(','),
    method: members.join(','),
    title: titlePattern(selector),
    i: String(index),
    out,
  };
}
