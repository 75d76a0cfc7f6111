export { countdown } from './countdown.ts';
export { flakes } from './flakes.ts';
export { triage } from './triage.ts';
