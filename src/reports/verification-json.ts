import { proofOf, type Verification } from '../model/verification.ts';

/**
 * One object for scripts: schema `retrial.verification/1`. `equal` is null when nothing was proved, or when older rules read
 * what today's would read otherwise (`older`), and says nothing of what is in `unproven`.
 */
export function verificationJson(verification: Verification): unknown {
  return {
    schema: 'retrial.verification/1',
    equal: { equal: true, partly: true, older: null, different: false, none: null }[proofOf(verification)],
    ...verification,
  };
}
