import { UserError } from '../../model/errors.ts';
import type { FixFinding } from '../../model/fix-finding.ts';
import type { Reply } from '../command.ts';
import type { Scene } from '../contract/context.ts';
import type { DecisionMade, DecisionRequest } from '../contract/decisions.ts';
import { inQuotes } from '../../reports/next-commands.ts';
import type { DryArguments } from './dry.ts';
import { allows } from './rights.ts';
import { decisionDocument, decisionDryRunDocument } from '../wording/decision.ts';
import { proofOf } from './proof.ts';

/** A decision as a command asks for it; the line it stands in is known here. */
export type Asked = Omit<DecisionRequest, 'line'> & {
  /** What the run it rests on says of a fix; the ledger keeps the run. */
  readonly found?: FixFinding;
};

/**
 * Decides, or says what would be decided. What was recorded for this line before holds: it is not asked for again,
 * since the ticket may have moved on by it.
 */
export async function decideOrShow(
  ask: () => Promise<Asked>,
  args: DryArguments,
  scene: Scene,
): Promise<Reply> {
  if (args['dry-run'] === true) {
    const { found, ...asked } = await ask();
    // Lines of code are for those who may run it: on some trackers anybody may comment.
    const isHidden = (asked.what === 'ignore' || asked.what === 'unignore') && !allows(scene.right, 'run');
    const change = isHidden ? undefined : await scene.preview(asked);
    return {
      reaction: '+1',
      document: decisionDryRunDocument(
        { ...asked, ...(found === undefined ? {} : { found }) },
        scene,
        change,
      ),
    };
  }
  const { line } = scene;
  const known = await scene.decided(line);
  if (known !== undefined) return decidedReply(known, scene);
  const { found: _, ...asked } = await ask();
  return decidedReply(await scene.decide({ ...asked, line }), scene);
}

/** What a decision is answered with, and its proof; one that lacks a step is gone on with later. */
export async function decidedReply(made: DecisionMade, scene: Scene): Promise<Reply> {
  const run = await proofOf(made, scene);
  return {
    reaction: '+1',
    document: decisionDocument({ ...made, ...(run === undefined ? {} : { run }) }, scene),
    ...(made.missing?.isTriedAgain === true ? { unfinished: made.entry.decision.id } : {}),
  };
}

/** Deferring, waiving and removing a blocker let a release pass: a project may leave that to a few. @throws UserError E-DENIED */
export function checkReleaseManager(scene: Scene): void {
  const { releaseManagers = [] } = scene.settings;
  const login = scene.comment.author.login.toLowerCase();
  if (releaseManagers.length === 0 || releaseManagers.some((one) => one.toLowerCase() === login)) return;
  const few = releaseManagers.slice(0, 5).map((one) => `\`${one}\``);
  throw new UserError(
    'E-DENIED',
    `In this project release managers decide that: ask ${few.join(', ')}. Nothing was decided.`,
  );
}

/** The release a ticket is about. @throws UserError E-MISSING when it has none or several, and none was named */
export async function releaseOf(asked: string | undefined, scene: Scene): Promise<string> {
  if (asked !== undefined) return asked;
  const { releases } = await scene.standing();
  const [only] = releases;
  if (only !== undefined && releases.length === 1) return only;
  const known = releases.length > 1 ? releases : await scene.openReleases();
  const named = known.slice(0, 5).map((name) => `\`release=${quotedIfNeeded(name)}\``);
  const which =
    named.length === 0 ? 'The project has no open release yet.' : `Say which: ${named.join(', ')}.`;
  const why = releases.length > 1 ? 'several releases' : 'no release';
  throw new UserError('E-MISSING', `This ticket is on ${why}. ${which}`);
}

/** The ticket's release where it has one; several are none. */
export async function onlyRelease(scene: Scene): Promise<string | undefined> {
  const { releases } = await scene.standing();
  return releases.length === 1 ? releases[0] : undefined;
}

/** What a move to another release leaves to people: no command gives a ticket several releases, or none. */
export function releasesByHand(releases: readonly string[], to: string): { readonly byHand?: string } {
  if (releases.length === 1 && releases[0] === to) return {};
  const were = releases.length === 0 ? 'it was on no release' : `its releases were ${releases.join(', ')}`;
  return { byHand: `${were}: set that by hand` };
}

/** A value as one types it behind `=`; one with every kind of quotes in it can't be typed. */
export function quotedIfNeeded(value: string): string {
  return /^[\w.+-]+$/.test(value) ? value : (inQuotes(value) ?? `"${value}"`);
}
