/** Why a run whose command named no revision took the one it has; nothing to say of the usual one. */
export type RevisionWhy =
  /** It is the branch of the ticket's release. */
  | { readonly kind: 'release'; readonly release: string }
  /** The head of the pull request moved on after the command was written: it was this commit, as far as was told. */
  | { readonly kind: 'moved'; readonly was: string };
