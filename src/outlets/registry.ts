export { folder } from './folder.ts';
export { mail } from './mail.ts';
export { slack } from './slack.ts';
