export const corpus: string | undefined = process.env['RETRIAL_CORPUS'];

/**
 * The folder of shared real files.
 * @throws Error when RETRIAL_CORPUS is not set.
 */
export function needCorpus(): string {
  if (corpus === undefined) throw new Error('RETRIAL_CORPUS is not set');
  return corpus;
}
