import { messageOf, ServiceRefusal } from '../../model/errors.ts';

/** Does something whose errors must not repeat secrets. @throws Error, or ServiceRefusal, with the message, without them */
export async function hiding<Result>(
  secrets: readonly string[],
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? `: ${messageOf(error.cause)}` : '';
    const said = secrets
      .filter((one) => one.length > 1)
      .reduce((text, secret) => text.replaceAll(secret, '***'), `${messageOf(error)}${cause}`);
    // The original holds what must not be told.
    // oxlint-disable-next-line preserve-caught-error
    throw error instanceof ServiceRefusal ? new ServiceRefusal(said) : new Error(said);
  }
}
