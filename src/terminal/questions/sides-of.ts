import { branchPoint } from '../../checkouts/history.ts';
import { repositoryRoot } from '../../checkouts/revision.ts';
import { UserError } from '../../model/errors.ts';
import type { Side } from '../../model/question.ts';
import { commitOf } from './setting.ts';

/** `a..b`, `a...b` as git means it, or `a` against the folder as it stands. */
export async function sidesOf(range: string): Promise<{ readonly before: Side; readonly after: Side }> {
  const [, base = range, dots, head = ''] = /^(.*?)(\.{2,3})(.*)$/.exec(range) ?? [];
  const first = await commitOf(base === '' ? 'HEAD' : base);
  const before = { id: 'before', label: base === '' ? 'HEAD' : base, commit: first };
  if (dots === undefined) return { before, after: { id: 'after', label: 'the files as they stand' } };
  const commit = await commitOf(head === '' ? 'HEAD' : head);
  const after = { id: 'after', label: head === '' ? 'HEAD' : head, commit };
  const parted =
    dots === '...' ? await branchPoint((await repositoryRoot(process.cwd())) ?? '', [commit, first]) : first;
  if (parted === commit) {
    throw new UserError(
      'E-REF',
      `Both revisions are the commit ${commit.slice(0, 9)}: there is nothing to compare.`,
    );
  }
  const label = parted === first ? before.label : `${before.label} at ${parted.slice(0, 7)}`;
  return { before: { ...before, label, commit: parted }, after };
}

/** Two revisions with a blank between them are one revision and a test. @throws UserError for a test that is a revision */
export async function mustBeTest(test: string, { label }: Side): Promise<void> {
  const isRevision = await commitOf(test).then(
    () => true,
    () => false,
  );
  if (!isRevision) return;
  throw new UserError(
    'E-VALUE',
    `\`${test}\` is a revision, and stands where a test is named. Did you mean \`${label}..${test}\`?`,
  );
}
