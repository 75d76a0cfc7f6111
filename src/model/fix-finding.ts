/** What a run says of a fix. */
export interface FixFinding {
  readonly run: string;
  /**
   * gone: every cause that is asked about. in-part: one of several. fails: one revision was run, and it failed; clean: it
   * did not. origin: it was set beside the release before, which says nothing of a fix. elsewhere: so does the code.
   */
  readonly says: FixSays;
  /** Of the causes that are asked about; absent where nothing executed there. */
  readonly before?: { readonly failed: number; readonly executed: number };
  readonly after?: { readonly failed: number; readonly executed: number };
}

export type FixSays =
  | 'gone'
  | 'in-part'
  | 'worse'
  | 'better'
  | 'same'
  | 'open'
  | 'unseen'
  | 'fails'
  | 'clean'
  | 'origin'
  | 'elsewhere';

const words: Readonly<Record<FixSays, string>> = {
  gone: 'the failure is gone',
  'in-part': 'one cause is gone and another stays',
  worse: 'it got worse',
  better: 'it fails less, and is not gone',
  same: 'it fails as before',
  open: 'too few runs tell',
  unseen: 'it failed on neither side',
  fails: 'it failed',
  clean: 'it did not fail',
  origin: 'the release before was compared, which says nothing of a fix',
  elsewhere: 'nothing of a fix was compared',
};

/** "it got worse: 20/400 -> 40/400". */
export function fixWords({ says, before, after }: FixFinding): string {
  const sides = [before, after].filter((one) => one !== undefined);
  const counts = sides.map(({ failed, executed }) => `${failed}/${executed}`).join(' -> ');
  return counts === '' ? words[says] : `${words[says]}: ${counts}`;
}
