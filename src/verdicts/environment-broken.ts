import { cancelledReason, type Rule } from './rule.ts';

/** When every run was lost to something that is not the test, the environment is what needs a look. */
export const environmentBroken: Rule = {
  name: 'environment-broken',
  judge({ counts, lostReasons, broken }) {
    if (counts.executed > 0 || counts.skipped > 0) return undefined;
    if (broken !== undefined) return { kind: 'environment-broken', reason: broken };
    const [worst] = [...lostReasons.entries()]
      .filter(([reason]) => reason !== cancelledReason)
      .toSorted((a, b) => b[1] - a[1]);
    if (worst === undefined) return undefined;
    return { kind: 'environment-broken', reason: `${worst[1]} of ${counts.asked} runs lost: ${worst[0]}` };
  },
};
