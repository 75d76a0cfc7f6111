/** Whether a comment carries the mark of our own: it is never read, whoever posted it. */
export function isOurs(text: string): boolean {
  return /<!--\s{0,9}retrial:|\{anchor:retrial-/i.test(text);
}
