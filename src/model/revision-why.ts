/** Why a run whose command named no revision took the one it has; absent where one was named. */
export type RevisionWhy =
  /** It is the default branch, and nothing said otherwise. */
  | { readonly kind: 'default' }
  /** It is the head of the pull request. */
  | { readonly kind: 'head' }
  /** The same, and the head moved on after the command was written: it was this commit, as far as was told. */
  | { readonly kind: 'moved'; readonly was: string }
  /** The last command on the ticket named it. */
  | { readonly kind: 'remembered' }
  /** It is the branch of the ticket's release. */
  | { readonly kind: 'release'; readonly release: string };
