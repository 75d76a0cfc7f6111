export { java } from './java.ts';
export { kotlin } from './kotlin.ts';
