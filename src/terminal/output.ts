import type { WriteStream } from 'node:tty';

/** Where a command speaks: results to `out`, progress and warnings to `err`. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether a person watches: then progress is redrawn in place. */
  readonly live: boolean;
  readonly style: { readonly width: number; readonly colour: boolean; readonly unicode: boolean };
}

/** The process's own streams, with NO_COLOR, FORCE_COLOR, CI and the locale honoured. */
export function processOutput(options: { readonly colour?: boolean } = {}): Output {
  const { env, stdout, stderr } = process;
  return {
    out: (text) => stdout.write(text),
    err: (text) => stderr.write(text),
    live: stderr.isTTY && !isSet(env['CI']) && env['TERM'] !== 'dumb',
    style: {
      width: Math.max(40, Math.min(stdout.columns ?? stderr.columns ?? 80, 160)),
      colour: options.colour !== false && wantsColour(env, stdout),
      unicode: /utf-?8/i.test(env['LC_ALL'] ?? env['LC_CTYPE'] ?? env['LANG'] ?? ''),
    },
  };
}

/** Whoever reads along may leave, as `head` does: what is left to say is for nobody, and no error. */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

function wantsColour(env: NodeJS.ProcessEnv, stream: WriteStream): boolean {
  if (isSet(env['NO_COLOR'])) return false;
  if (isSet(env['FORCE_COLOR'])) return env['FORCE_COLOR'] !== '0';
  return stream.isTTY && env['TERM'] !== 'dumb';
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
