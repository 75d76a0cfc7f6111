import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GitHub } from '../../src/github/github.ts';
import { newState } from '../fakes/github/deliveries.ts';
import { startFakeGitHub, type FakeGitHub } from '../fakes/github/server.ts';
import { corpus, needCorpus } from '../support/corpus.ts';

interface Operation {
  readonly responses: Record<
    string,
    { readonly $ref?: string; readonly content?: Record<string, { schema: object }> }
  >;
}
interface Description {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: object;
}

/** What the look-alike answers per operation; of a pull request only the fields that are used, so only those are held. */
const operations = [
  [
    'get',
    '/repos/{owner}/{repo}/collaborators/{username}/permission',
    '/repos/acme/shop/collaborators/ann/permission',
    'whole',
  ],
  ['get', '/repos/{owner}/{repo}/contents/{path}', '/repos/acme/shop/contents/a.yml', 'whole'],
  ['get', '/repos/{owner}/{repo}/pulls/{pull_number}', '/repos/acme/shop/pulls/9', 'part'],
  [
    'post',
    '/repos/{owner}/{repo}/issues/{issue_number}/comments',
    '/repos/acme/shop/issues/7/comments',
    'whole',
  ],
  [
    'get',
    '/repos/{owner}/{repo}/issues/{issue_number}/comments',
    '/repos/acme/shop/issues/7/comments',
    'whole',
  ],
  [
    'patch',
    '/repos/{owner}/{repo}/issues/comments/{comment_id}',
    '/repos/acme/shop/issues/comments/1001',
    'whole',
  ],
  [
    'post',
    '/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions',
    '/repos/acme/shop/issues/comments/1001/reactions',
    'whole',
  ],
  [
    'post',
    '/app/installations/{installation_id}/access_tokens',
    '/app/installations/42/access_tokens',
    'whole',
  ],
] as const;

describe.skipIf(corpus === undefined && process.env['CI'] === undefined)(
  'the look-alike (needs RETRIAL_CORPUS)',
  () => {
    let fake: FakeGitHub;
    let description: Description;
    const { state, privateKey } = newState({ serial: 1_000 });

    beforeAll(async () => {
      description = JSON.parse(
        readFileSync(join(needCorpus(), 'specs/github/rest.subset.openapi.json'), 'utf8'),
      );
      state.roles.set('ann', 'triage');
      state.files.set('a.yml', 'x: 1');
      state.pulls.set(9, { ref: 'fix', sha: 'c'.repeat(40), headRepo: 'acme/shop' });
      fake = await startFakeGitHub(state);
      fake.say(7, 'ann', 'hello');
    });
    afterAll(() => fake.close());

    it.each(operations)('answers %s %s as GitHub describes it', async (method, path, address, extent) => {
      const token = await bearer(path.startsWith('/app'));
      const sent = { body: 'hello', content: 'eyes' };
      const response = await fetch(fake.url + address, {
        method: method.toUpperCase(),
        headers: { authorization: `Bearer ${token}` },
        ...(method === 'get' ? {} : { body: JSON.stringify(sent) }),
      });
      const validate = validatorFor(description, { method, path, status: String(response.status), extent });
      const answer: unknown = await response.json();
      expect({ valid: validate(answer), faults: validate.errors ?? [] }).toEqual({ valid: true, faults: [] });
    });

    /** A token of the installation, got as the client gets it; or the App's own JWT, taken from the record. */
    async function bearer(asApp: boolean): Promise<string> {
      await new GitHub({ appId: state.appId, privateKey, apiUrl: fake.url }).roleOf(
        { owner: 'acme', repo: 'shop', number: 7, installation: 42 },
        'ann',
      );
      const record = state.requests.find(({ path }) => path.startsWith('/app/installations'));
      if (asApp) return (record?.authorization ?? '').replace(/^bearer /i, '');
      return [...state.tokens].at(-1) ?? '';
    }
  },
);

interface Wanted {
  readonly method: string;
  readonly path: string;
  readonly status: string;
  readonly extent: 'whole' | 'part';
}

function validatorFor(description: Description, { method, path, status, extent }: Wanted): ValidateFunction {
  const operation = description.paths[path]?.[method];
  const schema = operation?.responses[status]?.content?.['application/json']?.schema;
  if (schema === undefined) throw new Error(`GitHub describes no ${status} for ${method} ${path}`);
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  const whole = nullable({ ...schema, components: description.components });
  return ajv.compile(extent === 'whole' ? whole : withoutRequired(whole));
}

/** OpenAPI 3.0 says `nullable` where JSON Schema says a type of null. */
function nullable(schema: object): object {
  return JSON.parse(JSON.stringify(schema), (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('nullable' in value) || value.nullable !== true)
      return value;
    const { nullable: __, ...rest } = value;
    return { anyOf: [rest, { type: 'null' }] };
  });
}

function withoutRequired(schema: object): object {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === 'required' && Array.isArray(value) ? undefined : value,
  );
}
