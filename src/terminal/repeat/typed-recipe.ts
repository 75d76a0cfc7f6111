import { recipeSchema, type Recipe } from '../../ci/local/recipe.ts';
import { UserError } from '../../model/errors.ts';
import { quoted } from '../../model/plain-text.ts';

/**
 * The recipe that options and a command come to.
 * @throws UserError E-VALUE that names the option at fault
 */
export function recipeOf(settings: Readonly<Record<string, unknown>>): Recipe {
  const read = recipeSchema.safeParse(settings);
  if (read.success) return read.data;
  const [fault] = read.error.issues;
  throw new UserError('E-VALUE', fault === undefined ? 'The options cannot be used.' : faultWords(fault));
}

interface Fault {
  readonly code?: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

function faultWords({ code, path: [key, inner], message }: Fault): string {
  const why = code === 'too_small' ? 'is empty' : code === 'too_big' ? 'is too long or too much' : message;
  const one = String(inner ?? '');
  const words: Readonly<Record<string, string>> = {
    junit: `--junit ${why}. It takes a pattern such as target/surefire-reports/*.xml.`,
    env: `--env takes NAME=VALUE, and ${quoted(one)} is no name of a variable.`,
    setup: `--setup ${why}. It takes a line for the shell, such as 'npm ci'.`,
    command: `Word ${Number(one) + 1} of the command ${why}; what only a shell can say needs \`sh -c '…'\`.`,
  };
  return words[String(key)] ?? `${String(key)}: ${why}.`;
}
