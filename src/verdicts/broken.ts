import type { Rule } from './rule.ts';

/** Fails every time: chance is not what makes it fail. */
export const broken: Rule = {
  name: 'broken',
  judge({ counts }) {
    if (counts.failed === 0 || counts.passed > 0) return undefined;
    return { kind: 'broken', reason: `all ${counts.executed} executed runs failed` };
  },
};
