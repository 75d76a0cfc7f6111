/**
 * Whether the server's operator lets projects start something: their settings come from repositories, and the server's
 * token may reach more than a repository should.
 * @param list names with commas between them; `team/*` stands for all below `team`
 */
export function isAllowed(name: string, list: string | undefined): boolean {
  return (list ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .some((one) => (one.endsWith('/*') && one.length > 2 ? name.startsWith(one.slice(0, -1)) : one === name));
}
