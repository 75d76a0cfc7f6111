export { buildkite } from './buildkite.ts';
export { circleci } from './circleci.ts';
export { githubActions } from './github-actions.ts';
export { jenkins } from './jenkins.ts';
export { local } from './local.ts';
