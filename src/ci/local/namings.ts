import type { SelectorPart } from '../../model/selector.ts';
import { ofOneClass } from '../selection/one-class.ts';
import { literally } from '../selection/title-pattern.ts';
import { looksLikeFile, namesProgram, titlePattern } from './scopes/runner.ts';
import { goTest, gradle, jest, maven, nodeTest, pytest, vitest } from './scopes/runners.ts';

/** What stands for the placeholders that name a test. */
export interface Written {
  readonly test: string;
  readonly class: string;
  readonly method: string;
}

/** How a runner takes several tests in some of its words. */
export interface Form {
  /** The options whose values are meant, behind `=` or as the next word; absent: words that belong to no option. */
  readonly flags?: readonly string[];
  readonly write: (part: SelectorPart) => Written;
  /** `apart`: a word for each test, with its option. `behind`: all but the first behind `--`. Else what stands between. */
  readonly several: 'apart' | 'behind' | ',' | '|' | ' or ';
}

/** How a runner wants to be told which tests to run. The first form for a word counts. */
export interface Naming {
  readonly calls: (command: readonly string[]) => boolean;
  readonly forms: readonly Form[];
  /** Why it can't run these tests at once, in words. */
  readonly refuses?: (parts: readonly SelectorPart[], command: readonly string[]) => string | undefined;
}

/** A test as it was typed, and its class and method. */
const typed = ({ text, container, member = '' }: SelectorPart): Written => ({
  test: text,
  class: container,
  method: member,
});

/** The same with a test's class and name joined in the runner's own way. */
const joinedBy =
  (mark: string) =>
  (part: SelectorPart): Written => ({
    ...typed(part),
    test: part.member === undefined ? part.text : `${part.container}${mark}${part.member}`,
  });

/** Patterns over titles; whoever names a file does not mean it as a part of one. */
function titles(part: SelectorPart): Written {
  const method = part.member === undefined ? '' : titlePattern(part);
  const own = [...(looksLikeFile(part.container) ? [] : [literally(part.container)]), method];
  const whole = part.member === undefined ? literally(part.text) : own.join(' ');
  return { test: whole, class: literally(part.container), method };
}

/** Node holds a pattern against the last title alone before version 22, and later against the whole as well. */
function lastTitle(part: SelectorPart): Written {
  const last = literally((part.member ?? part.text).split(/ > |::/).at(-1) ?? '');
  return { ...titles(part), test: last, method: part.member === undefined ? '' : last };
}

const byTitle = (calls: Naming['calls']): Naming => ({
  calls,
  forms: [
    { flags: ['-t', '--testNamePattern'], write: titles, several: '|' },
    { write: typed, several: 'apart' },
  ],
});

const goName = /^[\p{L}\p{N}_]+$/u;
const isCargo = (command: readonly string[]): boolean => namesProgram(command.slice(0, 1), 'cargo');

/** Packages and programs of tests, of which Cargo takes any number. */
const cargoTargets = ['-p', '--package', '--test', '--bin', '--example', '--bench'];
const ofCargo: Form = { flags: cargoTargets, write: typed, several: 'apart' };

/** Tests are sought by name in all packages that are chosen; other options take one value. */
function refusedByCargo(parts: readonly SelectorPart[], command: readonly string[]): string | undefined {
  const containers = [...new Set(parts.map(({ container }) => container))];
  if (containers.length < 2) return undefined;
  const isApart = command.some((word) => word.includes('{method}') && !word.includes('{class}'));
  const isOne = (word: string, before = ''): boolean =>
    isApart || /^--manifest-path\b/.test(word) || before === '--manifest-path';
  return command.some((word, at) => word.includes('{class}') && isOne(word, command[at - 1]))
    ? ofOneClass(containers)
    : undefined;
}

export const namings: readonly Naming[] = [
  byTitle(vitest.calls),
  byTitle(jest.calls),
  {
    calls: nodeTest.calls,
    forms: [
      { flags: ['--test-name-pattern'], write: lastTitle, several: '|' },
      { write: typed, several: 'apart' },
    ],
  },
  {
    calls: pytest.calls,
    forms: [
      { flags: ['-k'], write: typed, several: ' or ' },
      { write: joinedBy('::'), several: 'apart' },
    ],
  },
  {
    calls: goTest.calls,
    forms: [
      {
        flags: ['-run', '--run', '-test.run'],
        write: (part) => ({ ...typed(part), test: part.member ?? part.text }),
        several: '|',
      },
      { write: typed, several: 'apart' },
    ],
    refuses: (parts) =>
      parts.every(({ member, container }) => goName.test(member ?? container))
        ? undefined
        : '`go test` can’t choose several subtests at once. Ask for each by itself, or for whole tests.',
  },
  // https://maven.apache.org/surefire/maven-surefire-plugin/examples/single-test.html
  { calls: maven.calls, forms: [{ flags: ['-Dtest', '-Dit.test'], write: typed, several: ',' }] },
  // https://docs.gradle.org/current/userguide/java_testing.html#test_filtering: one option for each.
  { calls: gradle.calls, forms: [{ flags: ['--tests'], write: joinedBy('.'), several: 'apart' }] },
  {
    // https://nexte.st/docs/running: several names, several expressions.
    calls: (command) => isCargo(command) && command[1] === 'nextest',
    forms: [
      ofCargo,
      { flags: ['-E', '--filterset', '--filter-expr'], write: joinedBy('::'), several: 'apart' },
      { write: joinedBy('::'), several: 'apart' },
    ],
    refuses: refusedByCargo,
  },
  // Cargo itself takes one name; those behind `--` reach the tests' own program, which takes any number.
  {
    calls: isCargo,
    forms: [ofCargo, { write: joinedBy('::'), several: 'behind' }],
    refuses: refusedByCargo,
  },
  {
    calls: (command) => namesProgram(command.slice(0, 1), 'ant'),
    forms: [],
    refuses: (parts) => {
      const containers = [...new Set(parts.map(({ container }) => container))];
      return containers.length > 1 ? ofOneClass(containers) : undefined;
    },
  },
];
