/** The tests' names without their packages, as far as that leaves them different. */
export function shortNames(tests: readonly string[]): (test: string) => string {
  const counts = new Map<string, number>();
  for (const test of new Set(tests)) counts.set(shortName(test), (counts.get(shortName(test)) ?? 0) + 1);
  return (test) => (counts.get(shortName(test)) === 1 ? shortName(test) : test);
}

/** Package segments begin with a small letter and are followed by a class. */
function shortName(test: string): string {
  const member = test.indexOf('#');
  const container = member === -1 ? test : test.slice(0, member);
  const segments = container.split('.');
  const isPackaged =
    segments.length > 1 && segments.slice(0, -1).every((segment) => /^[a-z]\w*$/.test(segment));
  const last = segments.at(-1) ?? '';
  return isPackaged && /^[A-Z]/.test(last) ? test.slice(container.length - last.length) : test;
}
