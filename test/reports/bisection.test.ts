import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/commands/command.ts';
import * as registry from '../../src/commands/registry.ts';
import { parseComment } from '../../src/commands/language/parse.ts';
import { understand } from '../../src/commands/running/understand.ts';
import type { BisectionReport } from '../../src/reports/bisection-report.ts';
import { bisectionDocument } from '../../src/reports/bisection-document.ts';
import { bisectionJson } from '../../src/reports/bisection-json.ts';
import { sureness } from '../../src/reports/bisection/headline.ts';
import { ladder } from '../../src/reports/bisection/ladder.ts';
import { renderTerminal } from '../../src/terminal/render/document.ts';
import { renderGitHub } from '../../src/trackers/github/markdown.ts';
import { stories } from './bisection-stories.ts';

const shown = (report: BisectionReport, unicode = true) =>
  renderTerminal(bisectionDocument(report, { audience: 'terminal' }), { width: 100, colour: false, unicode });

describe.each(Object.entries(stories))('the report of %s', (name, report) => {
  it('reads well in a GitHub ticket', async () => {
    await expect(`${renderGitHub(bisectionDocument(report))}\n`).toMatchFileSnapshot(`golden/${name}.md`);
  });

  it('reads well in a terminal', async () => {
    await expect(shown(report)).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  it('gives numbers a program can read', async () => {
    const lines = JSON.stringify(bisectionJson(report), undefined, 2).replace(/\[[\s\d.,e-]+\]/g, (list) =>
      list.replace(/\s+/g, ' '),
    );
    await expect(`${lines}\n`).toMatchFileSnapshot(`golden/${name}.json`);
  });

  it('needs nothing but ASCII where there is nothing else', () => {
    expect(shown(report, false)).toMatch(/^[\n -~]*$/);
  });
});

const story = (name: string): BisectionReport => {
  const found = stories[`bisect-${name}`];
  if (found === undefined) throw new Error(`no story ${name}`);
  return found;
};
const commandsOn = (report: BisectionReport) =>
  bisectionDocument(report).blocks.flatMap((block) => {
    const [first] = block.kind === 'paragraph' ? block.text : [];
    if (block.kind !== 'paragraph' || first?.kind !== 'strong' || first.text !== 'Next:') return [];
    return block.text.flatMap((inline) => (inline.kind === 'code' ? inline.text : []));
  });

const language = {
  commands: Object.values(registry) as readonly Command[],
  settings: { defaultCount: 200, maxCount: 2_000, commandWord: 'retrial' },
  ticket: { tracker: 'github', project: 'apache/cassandra', key: '17461' } as const,
};

describe('what a report of a bisection suggests', () => {
  it.each(Object.keys(stories))('can be typed on a ticket as it stands after %s', (name) => {
    const commands = commandsOn(story(name.slice('bisect-'.length))).filter((text) => text.startsWith('/'));
    for (const command of commands) {
      const [line] = parseComment(command, 'retrial').commands;
      if (line === undefined) throw new Error(`no command: ${command}`);
      expect(understand(line, language)).toHaveProperty('command');
    }
  });

  it('names commits where a name would have to be quoted', () => {
    const [, compare] = commandsOn(story('parted'));
    expect(compare).toMatch(/^\/retrial compare \S+ [0-9a-f]{12}\.\.[0-9a-f]{12}$/);
    const hostile = { ...story('out-of-budget'), good: '-x', bad: "a'; rm -rf ~ #" };
    expect(commandsOn(hostile)).toEqual([expect.stringMatching(/ good=[0-9a-f]{12} bad=d2923275e360 x\d+$/)]);
    expect(shown(hostile).split('\n').at(-2)).toMatch(/^ *retrial bisect --resume r-5p7w -n \d+$/);
    const further = { ...story('already-bad'), good: '-x', bad: "a'; rm -rf ~ #" };
    expect(shown(further).split('\n').at(-2)).toMatch(/ --good OLDER --bad [0-9a-f]{12} /);
  });

  it('goes on with the same run in a terminal that was interrupted', () => {
    expect(shown(story('interrupted-at-the-good-end'))).toContain('retrial bisect --resume r-5p7w');
  });
});

describe('how sure a report is', () => {
  it.each([
    [0.95, '95 %'],
    [0.9699, '96 %'],
    [0.98999, '98 %'],
    [0.9951, '99.5 %'],
    [0.99999, '99.9 %'],
    [1, '99.9 %'],
    [0.004, '0 %'],
  ])('%f is %s, never more than it is and never certain', (chance, words) => {
    expect(sureness(chance)).toBe(words);
  });
});

describe('a ladder', () => {
  it('shows the rows nearest to what was found when there are too many', () => {
    const report = story('culprit');
    const [level] = report.bisection.levels;
    if (level === undefined) throw new Error('no level');
    const [good] = level.tested;
    if (good === undefined) throw new Error('no row');
    const clean = Array.from({ length: 100 }, (_, at) => ({
      ...good,
      position: at + 1,
      commit: { ...good.commit, id: `${at}`.padStart(40, 'e') },
    }));
    const tested = [good, ...clean, ...level.tested.slice(1)];
    const lines = ladder(report.bisection, { ...level, tested }).split('\n');
    expect(lines).toHaveLength(1 + 40 + 1);
    expect(lines.at(-1)).toBe('the nearest 40 of 109 tested commits');
    expect(lines[1]).toContain('a81af14');
    expect(lines.filter((line) => /→ +37 /.test(line))).toHaveLength(1);
  });

  it('keeps whatever a reason holds on one line', () => {
    const report = story('began-to-run');
    const [level] = report.bisection.levels;
    const tested = (level?.tested ?? []).map((row) => ({
      ...row,
      untestable: 'skipped' as const,
      reason: hostileReason,
    }));
    if (level === undefined) throw new Error('no level');
    const lines = ladder(report.bisection, { ...level, tested }).split('\n');
    expect(lines).toHaveLength(1 + tested.length);
    expect(lines.every((line) => line.length < 300)).toBe(true);
  });
});

const hostileReason = `first\nsecond\r\u2028third \u001b[31m${'`'.repeat(50)} ${'x'.repeat(10_000)}`;
