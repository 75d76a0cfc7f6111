import { Command } from 'commander';
import type { Session } from './session.ts';
export function doctorCommand(_session: Session): Command {
  return new Command('doctor');
}
