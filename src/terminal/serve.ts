import { Command } from 'commander';
import type { Session } from './session.ts';
export function serveCommand(_session: Session): Command {
  return new Command('serve');
}
export function workCommand(_session: Session): Command {
  return new Command('work');
}
