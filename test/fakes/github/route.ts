import type { FakeState } from './state.ts';

/** What a route of repositories is asked. */
export interface Call {
  readonly state: FakeState;
  readonly base: string;
  /** What the pattern's groups matched. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/** A route that an installation's token opens. */
export interface RepositoryRoute {
  readonly method: string;
  readonly pattern: RegExp;
  readonly as: 'installation';
  readonly answer: (call: Call) => Answer;
}

/** How the path of every such route begins. */
export const repository = String.raw`^/repos/([^/]+)/([^/]+)`;
