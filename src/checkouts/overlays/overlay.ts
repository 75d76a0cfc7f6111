import { UserError } from '../../model/errors.ts';
import type { TestSelector } from '../../model/selector.ts';

/**
 * A change of the tested code for one run only. Settings are checked; revisions are names, with the commits they were
 * once the run was settled.
 */
export type Overlay =
  | {
      readonly kind: 'tests-from';
      readonly revision: string;
      readonly files: readonly string[];
      readonly commit?: string;
    }
  | { readonly kind: 'cherry-pick'; readonly revision: string; readonly commit?: string }
  | { readonly kind: 'patch'; readonly name: string; readonly content: string }
  | {
      readonly kind: 'log';
      readonly logger: string;
      readonly level: string;
      readonly file: string;
      readonly line: string;
      readonly before?: string | undefined;
    }
  | { readonly kind: 'unskip' }
  | {
      readonly kind: 'configure';
      readonly name: string;
      readonly command: readonly string[];
      readonly env: Readonly<Record<string, string>>;
      readonly timeoutMs: number;
      /** Globs of what it may change; where CI is configured, unless told. */
      readonly files?: readonly string[];
    };

/** Where an overlay is applied. */
export interface OverlaySite {
  /** A worktree of its own, whose index and files agree. */
  readonly worktree: string;
  /** The tests of the run. */
  readonly selector: TestSelector;
  /** One of several revisions that the same changes are made to: it may have one of them already. */
  readonly isOneOfSeveral?: boolean;
  /** Makes the whole environment of a project's command from the variables it asks for. */
  readonly environment: (configured: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
}

/** Applies one kind of overlay; what it changes is added to the index. */
export type OverlayMember<Kind extends Overlay['kind']> = (
  overlay: Extract<Overlay, { readonly kind: Kind }>,
  site: OverlaySite,
) => Promise<readonly string[]>;

/**
 * Whether overlays change the code that is tested. A command that was given no files of its own configures CI alone:
 * it is refused where it changes anything else.
 */
export function changesCode(overlays: readonly Overlay[]): boolean {
  return overlays.some((one) => one.kind !== 'configure' || one.files !== undefined);
}

/** What an overlay says of a revision that it does not fit. */
const misfits = ['E-OVERLAY', 'E-UNSKIP', 'E-TEST-NONE', 'E-TEST-MANY'];

/**
 * Whether an overlay does not fit one revision, which says nothing of others. Anything else that goes wrong, such as a
 * full disk or a host that does not answer, is no property of the revision.
 */
export function isMisfit(error: unknown): error is UserError {
  return error instanceof UserError && misfits.includes(error.code);
}

/** An overlay that does not fit the revision it is applied to. */
export function doesNotApply(what: string, why: string): UserError {
  return new UserError('E-OVERLAY', `${what} does not apply here: ${why}`);
}
