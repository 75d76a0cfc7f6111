import type { FakeState } from './state.ts';

/** What a route answers. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

export interface SentFile {
  readonly name: string;
  readonly type: string;
  readonly content: Uint8Array;
}

export interface Call {
  readonly state: FakeState;
  readonly base: string;
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  /** Files of a form, when the request says that it comes from no page. */
  readonly files?: readonly SentFile[];
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
