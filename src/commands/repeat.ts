import { UserError } from '../model/errors.ts';
import type { TestSelector } from '../model/selector.ts';
import type { Command, Prepared } from './command.ts';
import type { RunRequest, Scene } from './contract/context.ts';
import type { Arguments } from './contract/key.ts';
import * as key from './keys/common.ts';
import { busyDocument } from './wording/busy.ts';
import { dryRunDocument } from './wording/dry-run.ts';

const keys = {
  test: key.test,
  xN: key.count,
  ref: key.revision,
  timeout: key.timeout,
  note: key.note,
  quiet: key.onOff('quiet', "post a result only if it isn't clean"),
  'dry-run': key.onOff('dry-run', 'only say what would be started'),
};

/** Asks for a run: the test, at a revision, N times. */
export const repeat: Command<typeof keys> = {
  name: 'repeat',
  aliases: ['run', 'loop'],
  summary: 'Runs a test many times and reports how often it fails, grouped by cause.',
  usage: 'repeat [TEST] [xN] [ref=REVISION] [timeout=TIME] [note="…"] [quiet] [dry-run]',
  right: 'run',
  keys,
  examples: ['repeat CASTest#testConflictingWrites xN', 'repeat ref=trunk xN note="without the fix"'],

  async prepare(args, scene): Promise<Prepared<typeof keys>> {
    const complete = { ...args, test: args.test ?? (await rememberedTest(scene)) };
    return args['dry-run'] === true ? { args: complete, right: 'read' } : { args: complete };
  },

  async apply(args, scene) {
    const request = await requestOf(args, scene);
    if (args['dry-run'] === true) return { reaction: '+1', document: dryRunDocument(request, scene) };
    const { run, alreadyActive } = await scene.startRun(request);
    if (alreadyActive !== true) return { reaction: 'eyes' };
    const progress = await scene.progressOf(run.id);
    return { reaction: 'confused', codes: ['E-BUSY'], document: busyDocument({ run, progress, scene }) };
  },
};

async function rememberedTest(scene: Scene): Promise<TestSelector> {
  const latest = await scene.latestRun();
  if (latest !== undefined) return latest.selector;
  const example = `/${scene.settings.commandWord} repeat ${key.test.example} x${scene.settings.defaultCount}`;
  throw new UserError(
    'E-MISSING',
    `\`repeat\` needs a test, since none ran on this ticket yet: \`${example}\`.`,
  );
}

async function requestOf(args: Arguments<typeof keys>, scene: Scene): Promise<RunRequest> {
  return {
    ticket: scene.comment.ticket,
    commentId: scene.comment.id,
    line: scene.line,
    requestedBy: scene.comment.author.login,
    selector: args.test ?? (await rememberedTest(scene)),
    count: args.xN ?? scene.settings.defaultCount,
    quiet: args.quiet === true,
    ...(args.ref === undefined ? {} : { revision: args.ref }),
    ...(args.timeout === undefined ? {} : { timeoutMs: args.timeout }),
    ...(args.note === undefined ? {} : { note: args.note }),
  };
}
