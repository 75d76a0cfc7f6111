import { describe, expect, it } from 'vitest';
import { advicePolicy, policySchema } from '../../src/config/policy.ts';

const nameOf = (settings: object) => advicePolicy(policySchema.parse(settings)).name;

describe('the name of a policy', () => {
  it('is a digest of what it says, whatever the order', () => {
    expect(nameOf({})).toMatch(/^[0-9a-f]{8}$/);
    expect(nameOf({ tolerance: 0.01 })).toBe(nameOf({ tolerance: '1%' }));
    expect(nameOf({ weights: { ignore: 1, rare: 2 } })).toBe(nameOf({ weights: { rare: 2, ignore: 1 } }));
    expect(nameOf({ weights: { ignore: 1 } })).not.toBe(nameOf({}));
    expect(nameOf({ tolerance: '2%' })).not.toBe(nameOf({}));
  });

  it("begins with the project's own version", () => {
    expect(nameOf({ version: 2 })).toBe(`2 (${nameOf({})})`);
  });

  it('does not change with what advice does not go by', () => {
    expect(nameOf({ blockerLabel: 'blocker', releaseManagers: ['ann'] })).toBe(nameOf({}));
  });
});
