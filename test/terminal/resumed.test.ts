import { describe, expect, it } from 'vitest';
import { bisectCommand } from '../../src/terminal/bisect-command.ts';
import { compareCommand } from '../../src/terminal/compare-command.ts';
import { isolateCommand } from '../../src/terminal/isolate-command.ts';
import { repeatCommand } from '../../src/terminal/repeat-command.ts';

const commands = {
  bisect: bisectCommand,
  compare: compareCommand,
  isolate: isolateCommand,
  repeat: repeatCommand,
};
async function go(verb: keyof typeof commands, words: readonly string[], tail: readonly string[] = []) {
  const session = { command: tail, finish: () => undefined };
  return commands[verb](session).parseAsync([...words], { from: 'user' });
}

describe('a question that goes on', () => {
  it.each([
    ['bisect', ['--good', 'v1'], [], '`--good`.'],
    ['bisect', ['--bad=v2', 'Shop#sells', '-q'], [], '`Shop#sells`, `--bad`.'],
    ['compare', ['a..b', '-n', '3'], [], '`a..b`, `--runs`.'],
    ['compare', ['--no-reuse', '--rate', '2%'], ['npm', 'test'], '`--rate`, the command behind `--`.'],
    ['isolate', ['--ref', 'HEAD'], [], '`--ref`.'],
    ['repeat', ['--until-decided', '-j', '2'], [], '`--jobs`, `--until-decided`.'],
    ['repeat', ['a\u001b[31m`b'], [], '`a`b`.'],
  ] as const)('takes no other one beside it: %s %j', async (verb, words, tail, named) => {
    const going = go(verb, ['--resume', 'r-never1', ...words], tail);
    await expect(going).rejects.toThrow(`--resume goes on with what was asked: leave out ${named} To ask`);
  });

  it.each([
    ['bisect', ['-n', '300', '--dry-run']],
    ['compare', ['--no-reuse', '--format', 'json']],
    ['isolate', ['-q', '--no-color']],
    ['repeat', ['--format', 'ndjson']],
  ] as const)('may be shown otherwise: %s %j', async (verb, words) => {
    const going = go(verb, ['--resume', 'r-never1', ...words]);
    await expect(going).rejects.toThrow(/There is no unfinished `\w+` called `r-never1`/);
  });

  it.each(['bisect', 'compare', 'isolate', 'repeat'] as const)('is a run: %s', async (verb) => {
    await expect(go(verb, ['--resume', '../../etc'])).rejects.toThrow('`../../etc` is no run');
  });
});
