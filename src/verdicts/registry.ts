export { broken } from './broken.ts';
export { cleanSoFar } from './clean-so-far.ts';
export { environmentBroken } from './environment-broken.ts';
export { flaky } from './flaky.ts';
export { nothingRan } from './nothing-ran.ts';
