import { UserError } from '../../model/errors.ts';
import { parseSelector, type TestSelector } from '../../model/selector.ts';
import type { Reply } from '../command.ts';
import type { RunRequest, Scene } from '../contract/context.ts';
import { test } from '../keys/common.ts';
import { mannerOf, type MannerArguments } from '../keys/manner.ts';
import type { Revision } from '../language/revision.ts';
import { busyDocument } from '../wording/busy.ts';
import { dryRunDocument } from '../wording/dry-run.ts';
import { lanesChosen, type LaneArguments } from './lanes.ts';

/** What every command that starts runs is asked with. */
export interface StartArguments extends LaneArguments, MannerArguments {
  readonly test?: TestSelector;
  readonly ref?: Revision;
  readonly timeout?: number;
  readonly release?: string;
  readonly note?: string;
  readonly quiet?: boolean;
  readonly 'dry-run'?: boolean;
}

/** Fills in the test of the ticket's last run. A dry run may be asked for by anybody. @throws UserError E-MISSING, E-VALUE */
export async function withTest<Args extends StartArguments>(args: Args, scene: Scene) {
  lanesChosen(args, scene.settings);
  const complete = { ...args, test: args.test ?? (await rememberedTest(scene)) };
  return args['dry-run'] === true ? { args: complete, right: 'read' as const } : { args: complete };
}

/** The part of a request that all commands share. */
export async function requestOf(args: StartArguments, scene: Scene): Promise<Omit<RunRequest, 'count'>> {
  const selector = args.test ?? (await rememberedTest(scene));
  const lanes = lanesChosen(args, scene.settings, selector);
  return {
    ticket: scene.comment.ticket,
    commentId: scene.comment.id,
    line: scene.line,
    requestedBy: scene.comment.author.login,
    selector,
    quiet: args.quiet === true,
    ...(args.ref === undefined ? {} : { revision: args.ref }),
    ...(args.release === undefined ? {} : { release: args.release }),
    ...(lanes === undefined ? {} : { lanes }),
    ...(args.timeout === undefined ? {} : { timeoutMs: args.timeout }),
    ...mannerOf(args),
    ...(args.note === undefined ? {} : { note: args.note }),
  };
}

/** Starts it, unless it is a dry run or the same one is active already. */
export async function start(request: RunRequest, args: StartArguments, scene: Scene): Promise<Reply> {
  if (args['dry-run'] === true)
    return { reaction: '+1', document: dryRunDocument(request, scene, await scene.reckon(request)) };
  const { run, alreadyActive, why } = await scene.startRun(request);
  // Said in the run's own comments, which come soon enough.
  const isStale = why?.kind === 'moved';
  if (alreadyActive !== true) return { reaction: 'eyes', ...(isStale ? { codes: ['E-STALE'] } : {}) };
  const progress = await scene.progressOf(run.id);
  return {
    reaction: 'confused',
    codes: ['E-BUSY'],
    document: busyDocument({
      run,
      progress,
      scene,
      ...(request.lanes === undefined ? {} : { lanes: request.lanes }),
    }),
  };
}

/** The test of the ticket's last run, else the one test that the ticket is linked to. @throws UserError E-MISSING */
export async function rememberedTest(scene: Scene): Promise<TestSelector> {
  const latest = await scene.latestRun();
  if (latest !== undefined) return latest.selector;
  const [linked, ...others] = (await scene.links.all()).filter(({ kind }) => kind === 'test');
  if (linked !== undefined && others.length === 0) return parseSelector(linked.target);
  const example = `/${scene.settings.commandWord} repeat ${test.example} x${scene.settings.defaultCount}`;
  throw new UserError('E-MISSING', `This needs a test, since none ran on this ticket yet: \`${example}\`.`);
}
