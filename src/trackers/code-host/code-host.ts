import type { PullState } from '../../model/blocker.ts';

/** A change of one file that people are asked to take. */
export interface Proposal {
  /** `owner/name`. */
  readonly project: string;
  /** The branch it is meant for. */
  readonly base: string;
  /** The commit it was made on: what came to `base` since stays as it is. */
  readonly commit: string;
  /** The branch it stands on: equal names are one proposal. */
  readonly branch: string;
  readonly path: string;
  /** The whole file as it is to be. */
  readonly text: string;
  readonly title: string;
  /** In the host's markup; whoever builds it has made what comes from outside inert. */
  readonly body: string;
}

/** A pull request. */
export interface Proposed {
  readonly number: number;
  readonly url: string;
}

/** Where code lives, and people decide about changes of it. */
export interface CodeHost {
  /** Asked before anything is begun. @throws UserError E-CONFIG when our account may not propose a change there */
  checkMayPropose(project: string): Promise<void>;
  /** The commit a branch is at. @throws UserError E-CONFIG, E-REF */
  headOf(place: { readonly project: string; readonly branch: string }): Promise<string>;
  /** A file as a commit has it; undefined where there is none. @throws UserError E-CONFIG, E-VALUE when it is no UTF-8 text */
  readFile(place: {
    readonly project: string;
    readonly commit: string;
    readonly path: string;
  }): Promise<string | undefined>;
  /** Opens a pull request, or finds the one that was opened for the same branch. @throws UserError E-CONFIG, E-VALUE */
  propose(proposal: Proposal): Promise<Proposed>;
  /** What became of a pull request. @throws UserError E-CONFIG; as the host refuses it */
  stateOf(pull: { readonly project: string; readonly number: number }): Promise<PullState>;
}
