import { messageOf } from '../../model/errors.ts';
import type { HttpClient } from '../http/client.ts';
import { isListed, unboundIn } from '../remote/allowed.ts';
import type { CiFinding } from '../service.ts';
import { buildkiteApi, scopesOf } from './api.ts';
import { buildkiteSettings } from './settings.ts';

/** What the token must be allowed. */
const scopes = ['read_builds', 'write_builds', 'read_artifacts'];
/** Without it all is counted, and no report shows what a failed job printed. */
const logScope = 'read_build_logs';

/** What to do when Buildkite does not know the token, or refuses it something. */
export const advice = `Set BUILDKITE_TOKEN to an API access token of the organization with the scopes ${[...scopes, logScope].join(', ')}.`;

const howListed =
  'Set BUILDKITE_PIPELINES to the pipelines that each repository may start, with commas between them: acme/shop=acme/repeat.';

interface Server {
  readonly variables: Readonly<Record<string, string>>;
  readonly client: () => HttpClient;
}

/** Looks at the token's scopes, and at a project's pipeline, with calls that change nothing. */
export async function checkBuildkite(settings: unknown, { variables, client }: Server): Promise<CiFinding> {
  if (variables['BUILDKITE_TOKEN'] === undefined)
    return { state: 'missing', what: 'Buildkite: BUILDKITE_TOKEN not set', advice };
  if (variables['BUILDKITE_PIPELINES'] === undefined) {
    return { state: 'missing', what: 'Buildkite: BUILDKITE_PIPELINES not set', advice: howListed };
  }
  const [unbound] = unboundIn(variables['BUILDKITE_PIPELINES']);
  if (unbound !== undefined) {
    const what = `Buildkite: \`${unbound.slice(0, 200)}\` in BUILDKITE_PIPELINES does not say which repository may start it`;
    return { state: 'wrong', what, advice: howListed };
  }
  try {
    const held = await scopesOf(client());
    const lacks = scopes.filter((scope) => !held.includes(scope));
    if (lacks.length > 0)
      return { state: 'wrong', what: `Buildkite: the token lacks ${lacks.join(', ')}`, advice };
    const found = (what: string): CiFinding =>
      held.includes(logScope)
        ? { state: 'ok', what }
        : {
            state: 'missing',
            what: `${what}, which lacks ${logScope}: no report shows what a failed job printed`,
            advice,
          };
    if (settings === undefined) return found('Buildkite knows the token');
    const { pipeline } = buildkiteSettings.parse(settings);
    if (!isListed(pipeline, variables['BUILDKITE_PIPELINES']))
      return { state: 'wrong', what: `BUILDKITE_PIPELINES does not name the pipeline ${pipeline}` };
    if (await buildkiteApi(client(), pipeline).isVisible())
      return found(`Buildkite shows ${pipeline} to the token`);
    return { state: 'wrong', what: `Buildkite shows no pipeline ${pipeline} to the token`, advice };
  } catch (error) {
    return { state: 'wrong', what: messageOf(error) };
  }
}
