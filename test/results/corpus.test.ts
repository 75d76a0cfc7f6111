import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseReport } from '../../src/results/parse-report.ts';
import type { ParsedReport } from '../../src/results/report.ts';
import { corpus, needCorpus } from '../support/corpus.ts';

const count = z.number().default(-1);
const manifest = z.object({
  files: z.array(
    z.object({
      file: z.string(),
      expected: z.object({
        parse: z.enum(['ok', 'ok-lenient', 'damaged', 'refuse', 'not-junit', 'damaged-or-not-xml']),
        cases: count,
        passed: count,
        failed: count,
        error: z.union([z.number(), z.string()]).default(-1),
        skipped: count,
        suites: count,
        flaky_passed: count,
        suite_level_problems: count,
        recoverable: z.object({ cases: z.number(), passed: z.number() }).optional(),
        cases_opened: count,
        open_case_closed_children: z.array(z.string()).default([]),
      }),
      declared: z.record(z.string(), z.number().nullable()).default({}),
      declared_mismatch: z.boolean().default(false),
    }),
  ),
});

type Entry = z.infer<typeof manifest>['files'][number];

function entries(): readonly Entry[] {
  return manifest.parse(JSON.parse(readFileSync(join(needCorpus(), 'junit/manifest.json'), 'utf8'))).files;
}

/** What the manifest demands of a report and what the reader makes of it, side by side. */
function compared(
  { expected, declared, declared_mismatch }: Entry,
  report: ParsedReport,
): [unknown, unknown] {
  const { status, counts } = report;
  switch (expected.parse) {
    case 'ok':
    case 'ok-lenient': {
      const { cases, passed, failed, error, skipped, suites } = expected;
      const known = Object.fromEntries(Object.entries(declared).filter(([, value]) => value !== null));
      return [
        [status, counts, report.declared, report.declaredMismatch],
        [
          expected.parse,
          {
            cases,
            passed,
            failed,
            error,
            skipped,
            suites,
            flakyPassed: expected.flaky_passed,
            suiteProblems: expected.suite_level_problems,
            lost: 0,
          },
          known,
          declared_mismatch,
        ],
      ];
    }
    case 'damaged': {
      const { recoverable, cases_opened: opened, open_case_closed_children: complete } = expected;
      const failed = complete.length;
      return [
        [status, counts.passed, counts.failed + counts.error, counts.lost],
        ['damaged', recoverable?.passed, failed, opened - failed - (recoverable?.cases ?? 0)],
      ];
    }
    case 'refuse':
      return [
        [status, report.cases],
        ['refused', []],
      ];
    case 'not-junit':
      return [
        [status, report.cases],
        ['not-junit', []],
      ];
    case 'damaged-or-not-xml':
      return [
        [status === 'ok' || status === 'ok-lenient', report.cases],
        [false, []],
      ];
  }
}

describe.skipIf(corpus === undefined && process.env['CI'] === undefined)(
  'the shared reports (set RETRIAL_CORPUS to run)',
  () => {
    const files = corpus === undefined ? [] : entries();

    it('are all there', () => {
      expect(entries().length).toBe(242);
    });

    it.each(files.map((entry) => [entry.file, entry] as const))(
      '%s is counted by its content',
      (file, entry) => {
        const [found, wanted] = compared(entry, parseReport(file, readFileSync(join(needCorpus(), file))));
        expect(found).toEqual(wanted);
      },
    );
  },
);
