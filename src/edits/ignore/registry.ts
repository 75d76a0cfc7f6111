export { csharp } from './csharp.ts';
export { go } from './go.ts';
export { java } from './java.ts';
export { javascript, tsx, typescript } from './javascript.ts';
export { kotlin } from './kotlin.ts';
export { python } from './python.ts';
