import { UserError } from '../../model/errors.ts';
import { SCOPES, type LeftScope, type Scope } from '../../model/isolation.ts';
import type { TestSelector } from '../../model/selector.ts';
import type { Recipe } from './recipe.ts';
import { goTest, gradle, jest, maven, nodeTest, pytest, vitest } from './scopes/runners.ts';
import type { ScopeRunner } from './scopes/runner.ts';

const runners: readonly ScopeRunner[] = [vitest, jest, pytest, nodeTest, goTest, maven, gradle];

/** How a recipe changes from scope to scope, and which scopes nobody can run. */
export interface ScopedRecipes {
  readonly commands: ReadonlyMap<Scope, readonly string[]>;
  readonly left: readonly LeftScope[];
}

/** What is known of the place the copies would run in. */
export interface ScopeQuestion {
  readonly recipe: Pick<Recipe, 'command' | 'scopes'>;
  readonly selector: TestSelector;
  /** Several iterations may run at once without overwriting each other's reports. */
  readonly hasRoom: boolean;
}

/**
 * The same, for a question that needs `alone` and something to hold against it.
 * @throws UserError E-VALUE that says of each scope why it is missing.
 */
export function comparableCommands(question: ScopeQuestion): ScopedRecipes {
  const found = scopedCommands(question);
  if (found.commands.has('alone') && found.commands.size > 1) return found;
  if (runners.every((known) => !known.calls(question.recipe.command)))
    throw new UserError(
      'E-VALUE',
      'This runner is not known, so nothing says how to run the test in company. Give a command of vitest, jest, pytest, node --test, go test, Maven or Gradle, or name one under `scopes.suite`.',
    );
  const why = found.left.map(({ scope, why: reason }) => `${scope}: ${reason}`).join('; ');
  throw new UserError('E-VALUE', `There is nothing to hold against each other (${why}).`);
}

/**
 * The command of each scope: the project's own where it names one, else what is known of the runner. `loaded` runs the
 * command of `alone`.
 */
export function scopedCommands({ recipe, selector, hasRoom }: ScopeQuestion): ScopedRecipes {
  const { command, scopes = {} } = recipe;
  const runner = runners.find((known) => known.calls(command));
  const commands = new Map<Scope, readonly string[]>();
  const left: LeftScope[] = [];
  for (const scope of SCOPES) {
    const named = scope === 'loaded' ? undefined : scopes[scope];
    const found = named ?? derived(scope, { runner, command, selector, alone: commands.get('alone') });
    if (typeof found === 'string') left.push({ scope, why: found });
    else if (scope === 'loaded' && !hasRoom)
      left.push({ scope, why: 'copies would overwrite each other’s reports in one folder: name a revision' });
    else commands.set(scope, found);
  }
  return { commands, left };
}

interface Derivation {
  readonly runner: ScopeRunner | undefined;
  readonly command: readonly string[];
  readonly selector: TestSelector;
  readonly alone: readonly string[] | undefined;
}

function derived(scope: Scope, { runner, command, selector, alone }: Derivation): readonly string[] | string {
  if (scope === 'loaded') return alone ?? 'it needs a command that runs the test alone';
  // Whoever names a command and an unknown runner means one test by it.
  if (runner === undefined)
    return scope === 'alone'
      ? command
      : `the runner is not known: name its command under \`scopes.${scope}\``;
  return runner[scope](command, selector);
}
