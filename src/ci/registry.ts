export { circleci } from './circleci.ts';
export { local } from './local.ts';
