import { UserError } from '../../model/errors.ts';
import { quoted } from '../../model/plain-text.ts';
import type { TestSelector } from '../../model/selector.ts';

/** How a project names tests where it starts them, apart from each other. */
interface NamedApart {
  /** By its class, or file. */
  readonly class: boolean;
  /** By its method, or title. */
  readonly method: boolean;
}

/**
 * For whoever writes the classes and the methods of several tests in two places: each method would be sought in each class.
 * @throws UserError E-VALUE, before anything is started, for tests that can't be told so
 */
export function checkOneClass({ parts }: TestSelector, uses: NamedApart): void {
  checkMethods({ parts }, uses);
  const containers = new Set(parts.map(({ container }) => container));
  if (containers.size < 2 || !uses.class || !uses.method) return;
  throw new UserError('E-VALUE', ofOneClass([...containers]));
}

/** @throws UserError E-VALUE for whole classes beside single tests, where only methods are named */
export function checkMethods(
  { parts }: Pick<TestSelector, 'parts'>,
  { method }: Pick<NamedApart, 'method'>,
): void {
  const whole = parts.find(({ member }) => member === undefined);
  if (!method || whole === undefined || parts.every(({ member }) => member === undefined)) return;
  throw new UserError(
    'E-VALUE',
    `What starts the tests names each by its method, and ${quoted(whole.text)} is no single test. Ask for it by itself.`,
  );
}

/** Why tests of these classes can't be run at once, and what to do instead. */
export function ofOneClass(containers: readonly string[]): string {
  const named = containers.slice(0, 3).map(quoted).join(', ');
  const more = containers.length > 3 ? ' and more' : '';
  return `What starts the tests here can run tests of one class only, and these are of ${named}${more}. Ask for each class by itself.`;
}
