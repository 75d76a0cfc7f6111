import { UserError } from '../../model/errors.ts';

/** A look for a batch that came to no end. */
interface CutSearch {
  readonly service: string;
  /** How many of what were looked at: "5000 pipelines". */
  readonly looked: string;
  readonly batchId: string;
}

/** Where a service lists more than is looked at for a batch: what is not found there may have been started all the same. */
export function cutSearch({ service, looked, batchId }: CutSearch): UserError {
  return new UserError(
    'E-CI',
    `${service} lists more than ${looked} since \`${batchId}\` was to be started there, and it is none of those. Nobody can tell whether it was started, so it is not started a second time. Look for \`${batchId}\` on ${service}, cancel what you find, and ask again.`,
  );
}
