export { github } from './github.ts';
export { jira } from './jira.ts';
