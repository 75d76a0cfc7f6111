/** Somebody outside made a mistake: the message is the reply, so it says what is wrong and what to do instead. */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** Code from the list of error replies, such as E-REF; shown nowhere, tested everywhere. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** A service takes requests to start something, only not this one: the same for another revision may well be taken. */
export class RefusedRequest extends UserError {}

/** A service said no, in a way that waiting does not mend by itself. */
export class ServiceRefusal extends Error {
  override readonly name: string = 'ServiceRefusal';
}

/** Whether somebody has to do something first: a retry alone would end the same. */
export function isRefusal(error: unknown): error is UserError | ServiceRefusal {
  return error instanceof UserError || error instanceof ServiceRefusal;
}

/** A service said "not now": the queue tries again, the user is told so. */
export class RetryableError extends Error {
  override readonly name = 'RetryableError';
  /** Milliseconds the service asked us to wait, if it said. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** The message of anything thrown, for logs and for wrapping. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
