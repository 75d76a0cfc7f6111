import { SaxesParser } from 'saxes';

/** Counts by the rule of the reports, taken with a strict library: the second opinion on our own reader. */
export interface SecondOpinion {
  readonly cases: number;
  readonly passed: number;
  readonly failed: number;
  readonly error: number;
  readonly skipped: number;
  readonly suites: number;
  readonly suiteProblems: number;
  readonly flakyPassed: number;
}

/** Counts, and what the library refused on the way. */
export interface TolerantOpinion {
  readonly counts: SecondOpinion;
  /** Its messages, without the place. */
  readonly faults: readonly string[];
}

interface Open {
  readonly name: string;
  readonly said: 'passed' | 'failed' | 'error' | 'skipped';
  readonly children: Set<string>;
}

const skipWords = ['disabled', 'notrun', 'skipped', 'ignored', 'suppressed'];

/** Counts a report, going on after faults as well as the library can. */
export function countTolerantly(text: string): TolerantOpinion {
  const faults: string[] = [];
  const counts = {
    cases: 0,
    passed: 0,
    failed: 0,
    error: 0,
    skipped: 0,
    suites: 0,
    suiteProblems: 0,
    flakyPassed: 0,
  };
  const stack: Open[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    faults.push(error.message.replace(/^\d+:\d+: /, ''));
  });
  parser.on('opentag', (tag) => {
    const parent = stack.at(-1);
    const name = tag.name.split(':').at(-1) ?? '';
    parent?.children.add(name);
    if (name === 'testsuite') counts.suites++;
    if (parent?.name === 'testsuite' && (name === 'failure' || name === 'error')) counts.suiteProblems++;
    stack.push({
      name,
      said: saidBy([tag.attributes['status'], tag.attributes['result']]),
      children: new Set(),
    });
  });
  parser.on('closetag', () => {
    const open = stack.pop();
    if (open?.name !== 'testcase') return;
    const outcome = outcomeOf(open);
    counts.cases++;
    counts[outcome]++;
    const flaky = open.children.has('flakyFailure') || open.children.has('flakyError');
    if (outcome === 'passed' && flaky) counts.flakyPassed++;
  });
  parser.write(text).close();
  return { counts, faults };
}

function outcomeOf({ children, said }: Open): Open['said'] {
  if (children.has('error')) return 'error';
  if (children.has('failure')) return 'failed';
  return ['skipped', 'disabled', 'ignored'].some((name) => children.has(name)) ? 'skipped' : said;
}

function saidBy(values: readonly (string | undefined)[]): Open['said'] {
  const words = values.map((value) => (value ?? '').trim().toLowerCase());
  if (words.some((word) => skipWords.includes(word))) return 'skipped';
  if (words.some((word) => word === 'error' || word === 'errored')) return 'error';
  return words.some((word) => ['failed', 'fail', 'failure'].includes(word)) ? 'failed' : 'passed';
}
