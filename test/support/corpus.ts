/** Folder of the labelled data, if this machine has it. */
export const corpus: string | undefined = process.env['RETRIAL_CORPUS'];

/**
 * The folder for tests that cannot do without it.
 * @throws Error when RETRIAL_CORPUS is not set: in CI that is a failure, elsewhere such tests are skipped.
 */
export function needCorpus(): string {
  if (corpus === undefined) throw new Error('RETRIAL_CORPUS is not set');
  return corpus;
}
