/** A repository, and the installation of the App that may act there, where somebody knows it. */
export interface ActionsPlace {
  readonly owner: string;
  readonly repo: string;
  readonly installation?: number;
}

/** The repository as GitHub's routes name it. */
export function named({ owner, repo }: ActionsPlace): { readonly owner: string; readonly repo: string } {
  return { owner, repo };
}
