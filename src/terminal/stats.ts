import { Command } from 'commander';
import type { Session } from './session.ts';
export function statsCommand(_session: Session): Command {
  return new Command('stats');
}
