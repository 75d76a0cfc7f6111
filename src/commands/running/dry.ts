/** What every command is asked with that can say beforehand what it would do. */
export interface DryArguments {
  readonly 'dry-run'?: boolean;
}

/** A dry run may be asked for by anybody. */
export function withRight<Args extends DryArguments>(args: Args) {
  return args['dry-run'] === true ? { args, right: 'read' as const } : { args };
}
