import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { projectJsonSchema } from '../../src/config/project-json-schema.ts';
import { projectSchema } from '../../src/config/project.ts';
import { pageSamples } from '../support/pages.ts';

const validate = new Ajv2020({ strict: false, allErrors: true }).compile(projectJsonSchema());

/** The server's own left out. */
const samples = pageSamples.filter((sample) => !/^(?:repositories|outlets|keep|followUp):/.test(sample));

describe('the JSON Schema of the project file', () => {
  it('finds the samples of the pages', () => {
    expect(samples.length).toBeGreaterThanOrEqual(6);
    const all = samples.join('\n');
    for (const key of [
      'knownIssues',
      'policy',
      'local',
      'circleci',
      'jenkins',
      'overlays',
      'releases',
      'budgets',
    ])
      expect(all).toMatch(new RegExp(`^${key}:`, 'm'));
  });

  it.each(samples)('lets a sample of the pages pass, as its reader does: %s', (sample) => {
    const value: unknown = parse(sample);
    expect([validate(value), validate.errors]).toEqual([true, null]);
    expect(projectSchema.safeParse(value).error).toBeUndefined();
  });

  it.each([
    ['an unknown section', { locale: {} }],
    ['an unknown key', { limits: { mostRuns: 5 } }],
    ['a command that a shell would have to read', { local: { command: 'npm test' } }],
    ['a local section without a command', { local: {} }],
    ['a time without a unit', { local: { command: ['x'], timeout: 10 } }],
    ['a number out of its bounds', { limits: { maxRuns: 0 } }],
    ['a service that there is none of', { ci: 'travis' }],
    ['a known issue without its ticket', { knownIssues: [{ contains: 'x' }] }],
    ['a sample service without what it needs', { jenkins: { job: 'a/b' } }],
  ])('refuses %s, as the reader does', (_, value) => {
    expect(validate(value)).toBe(false);
    expect(projectSchema.safeParse(value).success).toBe(false);
  });

  it.each([
    ['a name whose case does not matter', { buildkite: { pipeline: 'Acme/Shop', step: 'test' } }],
    ['a single report pattern', { local: { command: ['x'], junit: 'out/*.xml' } }],
    ['a share as a number', { policy: { tolerance: 0.01 } }],
  ])('lets %s pass, as the reader does', (_, value) => {
    expect([validate(value), validate.errors]).toEqual([true, null]);
    expect(projectSchema.safeParse(value).error).toBeUndefined();
  });

  it('offers no default that the schema itself would refuse', () => {
    for (const { schema, value } of defaultsOf(projectJsonSchema()))
      expect([value, new Ajv2020({ strict: false }).validate(schema, value)]).toEqual([value, true]);
  });
});

/** Every default anywhere in a schema, with the schema it belongs to. */
function defaultsOf(node: unknown): readonly { schema: object; value: unknown }[] {
  if (typeof node !== 'object' || node === null) return [];
  const own = 'default' in node && 'type' in node ? [{ schema: node, value: node.default }] : [];
  return [...own, ...Object.values(node).flatMap(defaultsOf)];
}
