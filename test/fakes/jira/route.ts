import type { FakeState } from './state.ts';

/** What a route answers. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

export interface Call {
  readonly state: FakeState;
  readonly base: string;
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly answer: (call: Call) => Answer;
}

/** A refusal in Jira's words. */
export function refused(status: number, message: string): Answer {
  return { status, body: { errorMessages: [message], errors: {} } };
}
