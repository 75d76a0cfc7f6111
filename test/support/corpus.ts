export const corpus: string | undefined = process.env['RETRIAL_CORPUS'];

/** The folder of shared real data. @throws when the variable that names it is not set */
export function needCorpus(): string {
  if (corpus === undefined) throw new Error('RETRIAL_CORPUS is not set');
  return corpus;
}
