import type { BatchRequest, OrderFact } from '../service.ts';
import { checkCommand } from './fill-command.ts';
import { recipeSchema } from './recipe.ts';

/**
 * What a batch starts on this machine, in words; values of variables are nobody's business.
 * @throws UserError E-VALUE as `fillCommand`
 */
export function describeOrder({ settings, selector, commit = '' }: BatchRequest): readonly OrderFact[] {
  const { command, setup, parallel, timeout, env } = recipeSchema.parse(settings);
  checkCommand(command, selector);
  return [
    { name: 'command', value: JSON.stringify(command) },
    ...(setup === undefined ? [] : [{ name: 'set-up', value: JSON.stringify(setup) }]),
    { name: 'commit', value: commit },
    { name: 'at a time', value: String(parallel) },
    { name: 'time for one', value: `${timeout / 1_000} s` },
    ...Object.keys(env).map((name) => ({ name: 'variable', value: name })),
  ];
}
