import { pino, type Logger } from 'pino';

export type Log = Logger;

/** One line of JSON per event on stderr; what could hold a secret is never written. */
export function createLog(level: string): Log {
  return pino(
    {
      level,
      base: null,
      redact: {
        paths: ['privateKey', 'webhookSecret', '*.token', '*.authorization', 'headers'],
        censor: '(kept out)',
      },
    },
    pino.destination({ fd: 2, sync: false }),
  );
}
