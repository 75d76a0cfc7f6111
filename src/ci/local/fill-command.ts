import { UserError } from '../../model/errors.ts';
import type { SelectorPart, TestSelector } from '../../model/selector.ts';
import { lastTitlePattern } from '../selection/title-pattern.ts';
import { checkMethods, checkOneClass } from '../selection/one-class.ts';
import { type Form, type Naming, namings, type Written } from './namings.ts';

/** What stands for a placeholder in one iteration. */
interface Places {
  readonly selector: TestSelector;
  readonly index: number;
  /** A fresh folder for the reports of this iteration alone. */
  readonly out: string;
}

type Values = Written & { readonly title: string; readonly i: string; readonly out: string };

/**
 * The command of one iteration, with several tests named as its runner wants them. A name from outside stays one argument
 * whatever it holds.
 * @throws UserError when a name would turn an argument into an option, or the runner can't run these tests at once.
 */
export function fillCommand(command: readonly string[], places: Places): string[] {
  const naming = namings.find(({ calls }) => calls(command));
  check(command, places.selector, naming);
  const words: string[] = [];
  const behind: string[] = [];
  for (const [at, word] of command.entries()) {
    const form = naming?.forms.find((one) => isFor(one, word, command[at - 1]));
    const [first = '', ...more] = filled(word, form, places).map((text) => safe(text, word));
    words.push(first);
    const flag = form?.flags?.includes(command[at - 1] ?? '') === true ? [command[at - 1] ?? ''] : [];
    for (const text of more) (form?.several === 'behind' ? behind : words).push(...flag, text);
  }
  return behind.length === 0 ? words : withBehind(words, behind);
}

/** @throws UserError as `fillCommand`, which needs no iteration for that */
export function checkCommand(command: readonly string[], selector: TestSelector): void {
  fillCommand(command, { selector, index: 1, out: '' });
}

function check(command: readonly string[], selector: TestSelector, naming: Naming | undefined): void {
  if (selector.parts.length < 2) return;
  const uses = {
    class: command.some((word) => word.includes('{class}')),
    method: command.some((word) => word.includes('{method}')),
  };
  if (naming === undefined) return checkOneClass(selector, uses);
  checkMethods(selector, uses);
  const isNamed = command.some((word) => /\{(?:test|class|method)\}/.test(word));
  const why = isNamed ? naming.refuses?.(selector.parts, command) : undefined;
  if (why !== undefined) throw new UserError('E-VALUE', why);
}

/** Words with an iteration's own number or folder in them are names of files. */
function isFor({ flags }: Form, word: string, before = ''): boolean {
  if (/\{(?:i|out)\}/.test(word)) return false;
  if (flags === undefined) return !word.startsWith('-');
  return flags.includes(before) || flags.some((flag) => word.startsWith(`${flag}=`));
}

/** What stands in a word's place. */
function filled(word: string, form: Form | undefined, places: Places): readonly string[] {
  const { selector, index, out } = places;
  const own = { i: String(index), out, title: lastTitlePattern(selector) };
  if (!/\{(?:test|class|method)\}/.test(word)) return [replaced(word, { ...own, ...together(selector) })];
  if (form === undefined || selector.parts.length === 0)
    return [replaced(word, { ...own, ...together(selector) })];
  const { write, several } = form;
  const [, start = '', value = ''] = /^(-[^=]*=)?(.*)$/s.exec(word) ?? [];
  const each = selector.parts.map((part) => replaced(value, { ...own, ...write(part) }));
  const once = [...new Set(each)];
  if (several === 'apart' || several === 'behind') return once.map((text) => `${start}${text}`);
  return [`${start}${once.join(several)}`];
}

/** As scripts of a project get them: all tests in one word. */
function together({ text, parts }: TestSelector): Written {
  const containers = [...new Set(parts.map(({ container }) => container))];
  const members = parts.flatMap(({ member }: SelectorPart) => (member === undefined ? [] : [member]));
  return { test: text, class: containers.join(','), method: members.join(',') };
}

function replaced(word: string, values: Values): string {
  return word.replaceAll(/\{(test|class|method|title|i|out)\}/g, (_, name: keyof Values) => values[name]);
}

function safe(text: string, word: string): string {
  if (!text.startsWith('-') || word.startsWith('-')) return text;
  throw new UserError(
    'E-VALUE',
    `\`${text.slice(0, 80)}\` begins with a dash and would be read as an option.`,
  );
}

/** Words that belong behind `--`, which the command may have or not. */
function withBehind(words: readonly string[], behind: readonly string[]): string[] {
  const at = words.indexOf('--');
  return at < 0
    ? [...words, '--', ...behind]
    : [...words.slice(0, at + 1), ...behind, ...words.slice(at + 1)];
}
