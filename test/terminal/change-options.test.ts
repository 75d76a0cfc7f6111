import { Command } from 'commander';
import { expect, it } from 'vitest';
import { overlayOption } from '../../src/terminal/change-options.ts';

it('takes names of changes with commas between them, as a ticket does, or one by one', () => {
  const command = new Command().addOption(overlayOption());
  command.parse(['--overlay', 'a,b', '--overlay', 'log:org.x.Paxos'], { from: 'user' });
  expect(command.opts()).toEqual({ overlay: ['a', 'b', 'log:org.x.Paxos'] });
});
