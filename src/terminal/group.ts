import { Command } from 'commander';
import type { Session } from './session.ts';
export function groupCommand(_session: Session): Command {
  return new Command('group');
}
