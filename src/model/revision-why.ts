/** Why a run whose command named no revision took the one it has; absent where one was named that stands for itself. */
export type RevisionWhy =
  /** It is the default branch, and nothing said otherwise. */
  | { readonly kind: 'default' }
  /** It is the head of the pull request. */
  | { readonly kind: 'head' }
  /** The same, and the head moved on after the command was written: it was this commit, as far as was told. */
  | { readonly kind: 'moved'; readonly was: string }
  /** It was named as a pull request by its number: what that means moves on with its head. */
  | { readonly kind: 'pull'; readonly pull: number }
  /** The last command on the ticket named it, perhaps by the number of a pull request. */
  | { readonly kind: 'remembered'; readonly pull?: number }
  /** It is the branch of the ticket's release, or of one that the command named. */
  | { readonly kind: 'release'; readonly release: string; readonly isNamed?: true };
