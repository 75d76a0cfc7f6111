import type { TicketRef } from '../../model/ticket.ts';
import type { Reading } from '../language/fault.ts';
import type { Value } from '../language/parse.ts';
import type { ProjectSettings } from './settings.ts';

/** Where a value is read: limits and defaults depend on it. */
export interface Scope {
  readonly settings: ProjectSettings;
  readonly ticket: TicketRef;
}

/** One argument of a command: its form, its words for help, and how its value is read. */
export interface Key<T> {
  /** word: stands alone, at most one per command. range: a word with two dots inside. count: `x200`. pair: `key=value`. switch: its bare name. */
  readonly form: 'word' | 'range' | 'count' | 'pair' | 'switch';
  /** A phrase that says what it is. */
  readonly what: string;
  /** As one would write it in a command; `xN` stands for the project's usual count. */
  readonly example: string;
  /** What people type instead; only ever suggested. */
  readonly hints?: readonly string[];
  /** In words, what holds in this project when it is left out. */
  fallback(settings: ProjectSettings): string;
  /** Pure; a switch reads its own name. */
  read(value: Value, scope: Scope): Reading<T>;
}

/** The keys of a command by the names people type. */
export type AnyKeys = Readonly<Record<string, Key<unknown>>>;

/** The values of a command's keys; what was left out is absent. */
export type Arguments<Keys extends AnyKeys> = {
  readonly [Name in keyof Keys]?: Keys[Name] extends Key<infer T> ? T : never;
};
