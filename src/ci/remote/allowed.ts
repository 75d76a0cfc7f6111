import { UserError } from '../../model/errors.ts';

/** What a project wants to start, and whose project it is. */
export interface StartClaim {
  /** As the service writes it. */
  readonly name: string;
  /** `owner/name` of the repository whose settings name it; absent when nobody knows it. */
  readonly repository: string | undefined;
}

/** One entry of an operator's list: what it lets start, and for which repository. */
interface Entry {
  readonly repository: string;
  readonly pattern: string;
}

/**
 * Whether the server's operator lets a repository start something: settings come from repositories, and the server's
 * token may reach more than each of them should.
 * @param list `owner/name=what` with commas between; `*=` stands for every repository, `team/*` for all below `team`
 */
export function isAllowed({ name, repository }: StartClaim, list: string | undefined): boolean {
  const own = repository?.toLowerCase();
  return entriesOf(list).some(
    (entry) => (entry.repository === '*' || entry.repository.toLowerCase() === own) && covers(entry, name),
  );
}

/** Where an operator says what may be started. */
export interface AllowedList {
  /** What is started, such as `Jenkins job`. */
  readonly kind: string;
  /** The variable that holds the list. */
  readonly variable: string;
  readonly list: string | undefined;
}

/** @throws UserError E-CI, with the entry that would allow it, when the operator does not. */
export function checkAllowed(claim: StartClaim, { kind, variable, list }: AllowedList): void {
  if (isAllowed(claim, list)) return;
  const { repository } = claim;
  const name = claim.name.slice(0, 200);
  throw new UserError(
    'E-CI',
    `This server may not start the ${kind} \`${name}\` for ${repository ?? 'this repository'}. Its operator can add \`${repository ?? '*'}=${name}\` to ${variable}.`,
  );
}

/** Whether some repository may start it, for whoever does not know which one asks. */
export function isListed(name: string, list: string | undefined): boolean {
  return entriesOf(list).some((entry) => covers(entry, name));
}

/** Entries that let nobody start anything, because they do not say which repository may. */
export function unboundIn(list: string | undefined): readonly string[] {
  return partsOf(list).filter((part) => entryOf(part) === undefined);
}

function entriesOf(list: string | undefined): readonly Entry[] {
  return partsOf(list).flatMap((part) => entryOf(part) ?? []);
}

function partsOf(list = ''): readonly string[] {
  return list
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

function entryOf(part: string): Entry | undefined {
  const at = part.indexOf('=');
  const [repository, pattern] = [part.slice(0, at).trim(), part.slice(at + 1).trim()];
  const isBound = at > 0 && pattern !== '' && (repository === '*' || /^[\w.-]+\/[\w.-]+$/.test(repository));
  return isBound ? { repository, pattern } : undefined;
}

function covers({ pattern }: Entry, name: string): boolean {
  return pattern.endsWith('/*') && pattern.length > 2
    ? name.startsWith(pattern.slice(0, -1))
    : pattern === name;
}
