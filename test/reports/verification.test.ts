import { describe, expect, it } from 'vitest';
import { type Verification } from '../../src/model/verification.ts';
import { verificationDocument } from '../../src/reports/verification-document.ts';
import { verificationJson } from '../../src/reports/verification-json.ts';
import { plain } from '../commands/fakes.ts';

const looked: Verification = {
  run: 'r-1',
  iterations: 3,
  recomputed: 3,
  hasNumbers: true,
  differences: [],
  unproven: [],
  older: [],
};
const item = [{ what: 'x' }];

describe('what verify says', () => {
  it.each([
    ['all was looked at', {}, 'Equal: run `r-1`', true],
    ['something could not be', { unproven: item }, 'Equal as far as it could be looked at: run `r-1`', true],
    ['something differs', { differences: item, unproven: item }, 'Not equal: run `r-1`', false],
    ['older rules read it otherwise', { older: item, unproven: item }, 'by older rules: run `r-1`', null],
    ['older rules did, and something differs', { older: item, differences: item }, 'Not equal', false],
    ['nothing was computed again', { recomputed: 0, unproven: item }, 'Not proved: run `r-1`', null],
    ['no numbers were recorded', { hasNumbers: false, unproven: item }, 'Not proved: run `r-1`', null],
    ['nothing ran that could be', { iterations: 0, recomputed: 0 }, 'Equal: run `r-1`', true],
  ])('when %s', (_what, more, headline, equal) => {
    const verification = { ...looked, ...more };
    expect(plain(verificationDocument(verification))).toMatch(headline);
    expect(verificationJson(verification)).toMatchObject({ equal });
  });
});
