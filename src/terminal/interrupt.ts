import { endGroups } from '../processes/run.ts';

/** Ctrl-C and its kin, as a run sees them. */
export interface Interrupt {
  readonly signal: AbortSignal;
  readonly by: () => 'SIGINT' | 'SIGTERM' | undefined;
  readonly release: () => void;
}

/** The first signal ends what runs and prints what is known; the second ends everything now. */
export function interruptible(): Interrupt {
  const controller = new AbortController();
  const state: { by?: 'SIGINT' | 'SIGTERM' } = {};
  const onSignal = (signal: NodeJS.Signals): void => {
    if (state.by !== undefined) process.exit(signal === 'SIGINT' ? 130 : 143);
    state.by = signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM';
    controller.abort();
    endGroups();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    by: () => state.by,
    release: () => void process.off('SIGINT', onSignal).off('SIGTERM', onSignal),
  };
}
