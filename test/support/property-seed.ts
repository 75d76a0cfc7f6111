import fc from 'fast-check';

/**
 * In CI every property runs on the same seed, so that a change is judged by itself and not by luck; elsewhere each run
 * draws a new one and prints it where it fails. `RETRIAL_SEED=n` runs one again.
 */
const { CI, RETRIAL_SEED } = process.env;
const seed = RETRIAL_SEED ?? (CI === undefined ? undefined : '17461');
if (seed !== undefined) fc.configureGlobal({ seed: Number(seed) });
