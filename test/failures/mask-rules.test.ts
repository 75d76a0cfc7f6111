import { describe, expect, it } from 'vitest';
import { maskRules } from '../../src/failures/mask-rules.ts';
import { templateOf } from '../../src/failures/template.ts';

describe('a mask rule', () => {
  it.each(maskRules)('takes out $name', (rule) => {
    expect(rule.apply(rule.example.from)).toBe(rule.example.to);
  });

  it.each(maskRules)('fires by name within the whole chain: $name', (rule) => {
    expect(templateOf(rule.example.from, 'assertion').rules).toContain(rule.name);
  });

  it.each(maskRules)('changes nothing the second time: $name', (rule) => {
    expect(rule.apply(rule.apply(rule.example.from))).toBe(rule.apply(rule.example.from));
  });

  it('leaves what an error other than an assertion says below a colon', () => {
    const said = (cause: string): string => templateOf(`Failed to start:\n  ${cause}`, 'error').text;
    expect(said('port in use')).not.toBe(said('keystore was tampered with'));
  });
});
