import type { run } from '../../src/processes/run.ts';

/** What git only reads from a clone. */
const reads = new Set(['rev-parse', 'ls-tree', 'for-each-ref', 'show']);

/**
 * Asks git each question about a clone once, for tests in which no clone changes: starting a process takes longer than
 * what hundreds of lives do besides, the more so from one as large as this.
 */
export function askedOnce(real: typeof run): typeof run {
  const answers = new Map<string, ReturnType<typeof run>>();
  return (argv, place) => {
    if (!argv.some((word) => reads.has(word))) return real(argv, place);
    const question = JSON.stringify([place.cwd, argv]);
    const answer = answers.get(question) ?? real(argv, place);
    answers.set(question, answer);
    return answer;
  };
}
