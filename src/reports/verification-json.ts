import type { Verification } from '../model/verification.ts';

/** One object for scripts: schema `retrial.verification/1`. `equal` says nothing of what is in `unproven`. */
export function verificationJson(verification: Verification): unknown {
  return {
    schema: 'retrial.verification/1',
    equal: verification.differences.length === 0,
    ...verification,
  };
}
