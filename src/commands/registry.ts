export { bisect } from './bisect.ts';
export { cancel } from './cancel.ts';
export { compare } from './compare.ts';
export { help } from './help.ts';
export { isolate } from './isolate.ts';
export { recommend } from './recommend.ts';
export { repeat } from './repeat.ts';
export { status } from './status.ts';
