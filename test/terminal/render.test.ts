import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { code, link, person, strong, text, type Block, type Document } from '../../src/model/document.ts';
import { plainLine } from '../../src/model/plain-text.ts';
import type { RunProgress } from '../../src/reports/run-progress.ts';
import { renderTerminal, type TerminalLook } from '../../src/terminal/render/document.ts';
import { liveLines, statusLine } from '../../src/terminal/render/live.ts';
import { splitAt, textWidth } from '../../src/terminal/render/text-width.ts';
import { hostileText } from '../support/hostile-text.ts';

const escape = '\u001b';
const plain: TerminalLook = { width: 80, colour: false, unicode: true };
const topic: Document['topic'] = { kind: 'result', id: 'r-7f3k' };
const render = (blocks: readonly Block[], look: Partial<TerminalLook> = {}): string =>
  renderTerminal({ topic, blocks }, { ...plain, ...look });
const paragraph = (...inlines: Extract<Block, { kind: 'paragraph' }>['text']): Block => ({
  kind: 'paragraph',
  text: inlines,
});

const inline = fc.oneof(
  hostileText.map(text),
  hostileText.map(strong),
  hostileText.map(code),
  hostileText.map(person),
  fc.tuple(hostileText, hostileText).map(([words, url]) => link(words, url)),
);
const line = fc.array(inline, { maxLength: 5 });
const cells = fc.integer({ min: 1, max: 5 }).chain((width) =>
  fc.record({
    kind: fc.constant('table' as const),
    columns: fc.array(
      fc.record({ title: hostileText, align: fc.constantFrom('left' as const, 'right' as const) }),
      {
        minLength: width,
        maxLength: width,
      },
    ),
    rows: fc.array(fc.array(line, { maxLength: width }), { maxLength: 4 }),
  }),
);
const flowing: fc.Arbitrary<Block> = fc.oneof(
  fc.record({
    kind: fc.constant('headline' as const),
    mark: fc.constantFrom('fail' as const, 'info' as const),
    text: line,
  }),
  fc.record({ kind: fc.constant('paragraph' as const), text: line }),
  fc.record({ kind: fc.constant('list' as const), items: fc.array(line, { maxLength: 3 }) }),
  cells,
);
const literal: fc.Arbitrary<Block> = fc.record({ kind: fc.constant('code' as const), text: hostileText });
const anyBlock: fc.Arbitrary<Block> = fc.oneof(
  flowing,
  literal,
  fc.record({
    kind: fc.constant('fold' as const),
    summary: line,
    blocks: fc.array(fc.oneof(flowing, literal), { maxLength: 3 }),
  }),
);

describe('hostile text in a terminal', () => {
  it('never reaches it as a control sequence, a control character or reversed text', () => {
    fc.assert(
      fc.property(fc.array(anyBlock, { maxLength: 4 }), fc.boolean(), (blocks, unicode) => {
        const shown = render(blocks, { unicode });
        expect(shown.replace(/[\n\t]/g, '')).not.toMatch(
          /[\p{Cc}\p{Surrogate}\p{Default_Ignorable_Code_Point}]/u,
        );
        expect(shown).toMatch(unicode ? /^(?:[\n\t]|\P{Cc})*$/u : /^[\n\t -~]*$/);
      }),
      { numRuns: 600 },
    );
  });

  it('adds nothing but our own colours where there is colour', () => {
    fc.assert(
      fc.property(fc.array(anyBlock, { maxLength: 4 }), (blocks) => {
        const styles = new RegExp(`${escape}\\[(?:1|2|22|31|32|33|36|39)m`, 'g');
        expect(render(blocks, { colour: true }).replace(styles, '')).toBe(render(blocks));
      }),
      { numRuns: 400 },
    );
  });

  it('wraps at the width, but for literal text and words that are wider than half of it alone', () => {
    fc.assert(
      fc.property(
        fc.array(flowing, { maxLength: 4 }),
        fc.integer({ min: 60, max: 120 }),
        fc.boolean(),
        (blocks, width, unicode) => {
          const lines = render(blocks, { width, unicode }).split('\n');
          const over = lines.filter((shown) => textWidth(shown) > width);
          for (const shown of over) {
            expect(Math.max(...shown.split(' ').map(textWidth))).toBeGreaterThan(width / 2 - 4);
          }
        },
      ),
      { numRuns: 600 },
    );
  });

  it('keeps a table within the width, breaking words where it must', () => {
    fc.assert(
      fc.property(cells, fc.integer({ min: 60, max: 120 }), fc.boolean(), (table, width, unicode) => {
        const widest = render([table], { width, unicode }).split('\n').map(textWidth);
        expect(Math.max(...widest)).toBeLessThanOrEqual(width);
      }),
      { numRuns: 600 },
    );
  });

  it('loses no word of a paragraph', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 20, max: 60 }), (words, width) => {
        const shown = render([paragraph(text(words))], { width });
        expect(plainLine(shown).replaceAll(' ', '')).toBe(plainLine(words).replaceAll(' ', ''));
      }),
      { numRuns: 400 },
    );
  });
});

describe('a document in a terminal', () => {
  it('opens with the verdict in capitals, and says it in colour too', () => {
    const headline: Block = { kind: 'headline', mark: 'fail', text: [strong('Flaky'), text(': 10 of 200')] };
    expect(render([headline])).toBe('FLAKY  10 of 200\n');
    expect(render([headline], { colour: true })).toBe('\u001b[31mFLAKY\u001b[39m  10 of 200\n');
  });

  it('marks what is no verdict with a sign', () => {
    const headline: Block = { kind: 'headline', mark: 'confused', text: [text('I could not read that')] };
    expect(render([headline])).toBe('?  I could not read that\n');
  });

  it('aligns columns by what is seen, wide characters and marks included', () => {
    const table: Block = {
      kind: 'table',
      columns: [
        { title: 'Name', align: 'left' },
        { title: 'Runs', align: 'right' },
      ],
      rows: [
        [[text('漢字')], [text('6')]],
        [[text('e\u0301')], [text('12')]],
      ],
    };
    expect(render([table])).toBe('  Name  Runs\n  漢字     6\n  e\u0301       12\n');
  });

  it('squeezes and wraps the widest column of a table that does not fit', () => {
    const table: Block = {
      kind: 'table',
      columns: [
        { title: '', align: 'right' },
        { title: '', align: 'left' },
        { title: '', align: 'left' },
      ],
      rows: [[[text('6×')], [code('CasWriteTimeoutException: CAS operation timed out')], [text('3.0 %')]]],
    };
    expect(render([table], { width: 40 })).toBe(
      ['  6×  CasWriteTimeoutException:  3.0 %', '      CAS operation timed out', ''].join('\n'),
    );
  });

  it('puts a label at the edge and indents what follows it', () => {
    const words = [strong('Next:'), text(' once a fix is there, repeat it as often as before')];
    expect(render([paragraph(...words)], { width: 30 })).toBe(
      ['Next  once a fix is there,', '  repeat it as often as before', ''].join('\n'),
    );
  });

  it('shows an address beside its name, and a literal text as it is', () => {
    const blocks: readonly Block[] = [
      paragraph(link('log', 'https://a.example/x')),
      {
        kind: 'code',
        text: 'retrial repeat A#x -n 200 -- npx vitest run --reporter junit --outputFile out.xml',
      },
    ];
    expect(render(blocks, { width: 40 })).toBe(
      '  log (https://a.example/x)\n' +
        '  retrial repeat A#x -n 200 -- npx vitest run --reporter junit --outputFile out.xml\n',
    );
  });

  it('opens its folds, since nothing can be clicked', () => {
    const fold: Block = { kind: 'fold', summary: [text('More')], blocks: [paragraph(text('inside'))] };
    expect(render([fold])).toBe('  More\n    inside\n');
  });
});

const counts = { asked: 200, executed: 112, passed: 107, failed: 5, skipped: 0, lost: 0 };
const progress: RunProgress = {
  run: { id: 'r-7f3k', selector: 'A#x', service: 'this machine', overlays: [] },
  counts,
  etaMs: 1_390_000,
  updatedAt: '2022-08-16T14:02:31.000Z',
  newest: ['passed', 'failed', 'skipped', 'lost', 'passed'],
};

describe('the live block', () => {
  it('never has a line that is wider than the terminal, whatever failed', () => {
    const failure = fc.record({ iteration: fc.nat(), title: hostileText, evidence: hostileText });
    fc.assert(
      fc.property(
        failure,
        fc.integer({ min: 20, max: 200 }),
        fc.boolean(),
        (newestFailure, width, unicode) => {
          const newest = Array.from({ length: 300 }, () => 'passed' as const);
          const shown = liveLines({ ...progress, newest, newestFailure }, { width, colour: false, unicode });
          for (const each of shown) {
            expect(textWidth(each)).toBeLessThanOrEqual(width);
            expect(each).not.toMatch(/[\p{Cc}\p{Surrogate}]/u);
            expect(each).toMatch(unicode ? /^\P{Cc}*$/u : /^[ -~]*$/);
          }
        },
      ),
      { numRuns: 600 },
    );
  });

  it('colours without changing what is said', () => {
    const look = { width: 100, unicode: true };
    const failing = { ...progress, newestFailure: { iteration: 31, title: 'boom', evidence: '.retrial/31' } };
    const styles = new RegExp(`${escape}\\[\\d+m`, 'g');
    const coloured = liveLines(failing, { ...look, colour: true });
    expect(coloured.join('')).toContain('\u001b[31m');
    expect(coloured.map((each) => each.replace(styles, ''))).toEqual(
      liveLines(failing, { ...look, colour: false }),
    );
  });

  it('draws no bar for a run that goes on until told to stop', () => {
    const [first] = liveLines({ ...progress, openEnded: true }, plain);
    expect(first).toMatch(/^ run 112 {2}passed 107 {2}failed 5/);
  });

  it('has a full bar only when everything came back', () => {
    const at = (executed: number): string =>
      liveLines({ ...progress, counts: { ...counts, executed, passed: executed - 5 } }, plain)[0] ?? '';
    expect(at(199)).toContain('░');
    expect(at(200)).not.toContain('░');
  });
});

describe('the status line', () => {
  it('stands by itself in a log, in ASCII', () => {
    expect(statusLine(progress)).toBe('112 of 200 executed, 5 failed, 0 skipped, 0 lost, about 24 min left');
    const { etaMs: _eta, ...unknown } = progress;
    expect(statusLine({ ...unknown, openEnded: true })).toBe('112 executed, 5 failed, 0 skipped, 0 lost');
  });
});

describe('a text split at a column', () => {
  it.each([
    ['abc', 2, ['ab', 'c']],
    ['漢字', 3, ['漢', '字']],
    ['a\u0301b', 1, ['a\u0301', 'b']],
    ['😀a', 1, ['', '😀a']],
  ])('%j at %d gives %j', (given, columns, parts) => {
    expect(splitAt(given, columns)).toEqual(parts);
  });
});
