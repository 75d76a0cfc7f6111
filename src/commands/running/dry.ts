import { code, strong, text } from '../../model/document.ts';
import type { Command, Reply } from '../command.ts';
import type { Scene } from '../contract/context.ts';
import type { AnyKeys, Arguments } from '../contract/key.ts';

/** What every command is asked with that can say beforehand what it would do. */
export interface DryArguments {
  readonly 'dry-run'?: boolean;
}

/** A dry run may be asked for by anybody. */
export function withRight<Args extends DryArguments>(args: Args) {
  return args['dry-run'] === true ? { args, right: 'read' as const } : { args };
}

/** A server that runs dry takes every command that would do something for one with `dry-run`. */
export function dryWhereAsked(
  { command, args }: { readonly command: Command; readonly args: Arguments<AnyKeys> },
  { settings }: Pick<Scene, 'settings'>,
): Arguments<AnyKeys> {
  return settings.isDry === true && canDo(command) ? { ...args, 'dry-run': true } : args;
}

/** Says beside an answer that nothing else will come of the command on this server. */
export function onDryServer(reply: Reply, command: Command, { settings }: Pick<Scene, 'settings'>): Reply {
  const { document } = reply;
  if (settings.isDry !== true || document === undefined || !canDo(command)) return reply;
  const said = [
    strong('This server runs dry'),
    text(' ('),
    code('dryRun: true'),
    text(' in its settings): it answers what it would do, and starts, changes and posts nothing else.'),
  ];
  return {
    ...reply,
    document: { ...document, blocks: [...document.blocks, { kind: 'paragraph', text: said }] },
  };
}

function canDo({ keys }: Command): boolean {
  return Object.hasOwn(keys, 'dry-run');
}

/** How one gets from a dry run to the deed. @param may such as "You may start this run" */
export function goAhead(may: string, { settings }: Pick<Scene, 'settings'>): string {
  return settings.isDry === true
    ? `${may}, once this server no longer runs dry.`
    : `${may}: post the command without dry-run.`;
}
