import type { TicketRef } from '../../model/ticket.ts';
import type { Reading } from '../language/fault.ts';
import type { Value } from '../language/parse.ts';
import type { ProjectSettings } from './settings.ts';

/** Where a value is read: limits and defaults depend on it. */
export interface Scope {
  readonly settings: ProjectSettings;
  readonly ticket: TicketRef;
}

/** `owner/name` of the code that a ticket is about: what addresses of branches and commits must lead to. */
export const repositoryIn = ({ settings, ticket }: Scope): string => settings.repository ?? ticket.project;

/** One argument of a command: its form, its words for help, and how its value is read. */
export interface Key<T> {
  /**
   * word: stands alone, at most one per command. range: a word with two dots inside. count: `x200`. pair: `key=value`.
   * family: `key.part=value`, one of each part; what they read is an object each, and together one. switch: its bare name.
   */
  readonly form: 'word' | 'range' | 'count' | 'pair' | 'family' | 'switch';
  /** A phrase that says what it is. */
  readonly what: string;
  /** As one would write it in a command; `xN` stands for the project's usual count. */
  readonly example: string;
  /** What people type instead; only ever suggested. */
  readonly hints?: readonly string[];
  /** What is said where it is left out and the command cannot do without it; absent: it may be left out. */
  readonly missing?: string;
  /** In words, what holds in this project when it is left out. */
  fallback(settings: ProjectSettings): string;
  /** Pure; a switch reads its own name. */
  read(value: Value, scope: Scope): Reading<T>;
}

/** The value of a key that has a `missing`: no command is carried out without it. @throws Error when it was never checked */
export function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a needed argument was not checked');
  return value;
}

/** The keys of a command by the names people type. */
export type AnyKeys = Readonly<Record<string, Key<unknown>>>;

/** The values of a command's keys; what was left out is absent. */
export type Arguments<Keys extends AnyKeys> = {
  readonly [Name in keyof Keys]?: Keys[Name] extends Key<infer T> ? T : never;
};
