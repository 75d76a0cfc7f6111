export { cancel } from './cancel.ts';
export { help } from './help.ts';
export { repeat } from './repeat.ts';
export { status } from './status.ts';
