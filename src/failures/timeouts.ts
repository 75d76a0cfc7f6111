/**
 * How runners say that a test's time is up: JUnit 4 and 5, Ant, Surefire, Jest, Mocha, Vitest, Playwright, pytest-timeout,
 * Go, .NET. The stack they show is where the test happened to be, not where it failed.
 */
const runnerTimeouts: readonly RegExp[] = [
  /^(?:[\w$]{1,200}\([^)\n]{0,200}\) |execution |method )?timed out after \d/i,
  /\btest(?: execution)? timed out (?:after|in) \d/i,
  /^Timeout occurred\. Please note the time in the report/,
  /\bExceeded timeout of \d[\d,.]{0,12} ?m?s for a (?:test|hook)/,
  /^Timeout of \d[\d,.]{0,12} ?ms exceeded/,
  /\b(?:Test|Hook) timed out in \d/,
  /\b(?:Test|Hook) timeout of \d[\d,.]{0,12} ?ms exceeded/i,
  /^(?:Failed: )?Timeout (?:>|\(>)\s?\d/,
  /Async callback was not invoked within the (?:\d{1,9} ?ms )?timeout/,
  /^Test (?:'?[^\n']{0,200}'? )?(?:exceeded|has exceeded) (?:the )?(?:execution )?timeout/i,
];

/** What each of them contains; most messages are done with after this one look. */
const speaksOfTime = /[Tt]imed? ?out/;

/** Types only a runner throws for a test's time limit. */
const timeoutTypes = new Set(['TestTimedOutException', 'TestTimeoutException', 'TimeoutExceededException']);

/** Whether a failure is the runner's time limit rather than a wait of the test's own. */
export function isRunnerTimeout(simpleType: string, message: string): boolean {
  if (timeoutTypes.has(simpleType)) return true;
  const head = message.slice(0, 400).trimStart();
  if (!speaksOfTime.test(head)) return false;
  return runnerTimeouts.some((pattern) => pattern.test(head));
}
