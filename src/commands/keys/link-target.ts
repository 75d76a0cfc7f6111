import { isSignatureId, type LinkTarget } from '../../model/issue-link.ts';
import type { Key } from '../contract/key.ts';
import type { Reading } from '../language/fault.ts';
import { readTestName } from '../language/test-name.ts';

/** A test, or a cause by its id. */
export const linkTarget: Key<LinkTarget> = {
  form: 'word',
  what: 'a test, or the id of a cause such as `s1-0123456789abcdef`, as reports show it',
  example: 'CASTest#testConflictingWrites',
  fallback: () => 'the test of the last run on this ticket',
  read(value): Reading<LinkTarget> {
    const id = value.text.trim().toLowerCase();
    if (isSignatureId(id)) return { value: { kind: 'signature', target: id } };
    const name = readTestName(value.text);
    return 'wrong' in name ? name : { value: { kind: 'test', target: name.value.text } };
  },
};
