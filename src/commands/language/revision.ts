import { sentence, shown, type Reading } from './fault.ts';

/** A revision as people write it. The name of a branch, tag or commit is for the repository to resolve. */
export type Revision =
  | { readonly kind: 'name'; readonly name: string }
  /** The head of a pull request. */
  | { readonly kind: 'pull'; readonly number: number }
  /** A branch or commit of somebody's fork. */
  | { readonly kind: 'fork'; readonly owner: string; readonly name: string };

const ways = sentence`Write a branch, a tag, a commit, or ${shown('#123')} for a pull request. Of a fork name the pull request, where this server runs code of forks, or push its branch to the repository and name that.`;

/**
 * Reads `trunk`, `v4.1`, `3f1c9ab`, `#123`, `owner:branch` (which is refused by name later), or the address of a branch, commit or pull request.
 * `project` is `owner/name` of the ticket's repository: addresses of other repositories are refused.
 */
export function readRevision(text: string, project: string): Reading<Revision> {
  if (/^https?:\/\//i.test(text)) return readAddress(text, project);
  const pull = /^#(\d{1,9})$/.exec(text)?.[1];
  if (pull !== undefined) return { value: { kind: 'pull', number: Number(pull) } };
  const [, owner, branch] = /^([a-z\d](?:[a-z\d-]{0,38})):(.*)$/is.exec(text) ?? [];
  const name = branch ?? text;
  const reason = nameFault(name);
  if (reason !== undefined) {
    return { wrong: [...sentence`${shown(text)} can't be a revision: ${reason}. `, ...ways], code: 'E-REF' };
  }
  return { value: owner === undefined ? { kind: 'name', name } : { kind: 'fork', owner, name } };
}

/** A revision in the form people type it. */
export function writeRevision(revision: Revision): string {
  if (revision.kind === 'pull') return `#${revision.number}`;
  return revision.kind === 'fork' ? `${revision.owner}:${revision.name}` : revision.name;
}

function readAddress(text: string, project: string): Reading<Revision> {
  const refuse = (reason: string): Reading<Revision> => ({
    wrong: [...sentence`${shown(text)} ${reason}. `, ...ways],
    code: 'E-REF',
  });
  const [owner, name, kind, ...rest] = pathOf(text);
  const [ownOwner = '', ownName = ''] = project.toLowerCase().split('/');
  if (owner === undefined || name?.toLowerCase() !== ownName) return refuse(`doesn't lead to ${project}`);
  const target = rest.join('/');
  if (kind === 'pull' && /^\d{1,9}$/.test(rest[0] ?? '')) {
    if (owner.toLowerCase() !== ownOwner) return refuse(`is a pull request of another repository`);
    return { value: { kind: 'pull', number: Number(rest[0]) } };
  }
  if (kind !== 'tree' && kind !== 'commit') return refuse(`isn't the address of a branch or commit`);
  const foreign = owner.toLowerCase() !== ownOwner;
  const read = readRevision(foreign ? `${owner}:${target}` : target, project);
  const kept = 'value' in read && read.value.kind === (foreign ? 'fork' : 'name');
  return kept ? read : refuse(`isn't the address of a branch or commit`);
}

function pathOf(address: string): readonly string[] {
  try {
    return decodeURIComponent(new URL(address).pathname)
      .split('/')
      .filter((part) => part !== '');
  } catch {
    return [];
  }
}

/**
 * What stands against a name, if anything: the rules of `git check-ref-format`, and nothing a shell would act on,
 * since other people's CI scripts are not ours to trust.
 */
function nameFault(name: string): string | undefined {
  if (name === '') return 'it is empty';
  if (name.length > 255) return 'it is longer than 255 characters';
  if (name.startsWith('-')) return 'it begins with a dash';
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s]/u.test(name)) return 'it holds a space or an invisible character';
  if (/[~^:?*[\]\\]/.test(name)) return 'it holds one of ~ ^ : ? * [ ] \\';
  if (/[;|&$`<>"'(){}!]/.test(name)) return 'it holds a character that a shell would act on';
  if (name.includes('..')) return 'it holds two dots in a row';
  if (name === '@' || name.includes('@{')) return '@ alone and @{ mean something else to git';
  const parts = name.split('/');
  const bad = parts.some((part) => part === '' || part.startsWith('.') || part.endsWith('.lock'));
  if (bad || name.endsWith('.')) return 'git allows no such name';
  return undefined;
}
