import { BuildkiteService } from './buildkite/buildkite-service.ts';
import { buildkiteSettings } from './buildkite/settings.ts';
import { storageVariable } from './http/trust.ts';
import { describeOrder } from './buildkite/order.ts';
import type { CiMember } from './service.ts';

/**
 * Buildkite. The pipeline has a step that runs its share of the iterations (with `parallelism`, on as many machines) and
 * uploads the reports as artifacts; what the project's settings fill reaches it as environment variables.
 */
export const buildkite = {
  name: 'buildkite',
  about: 'Runs tests in a step of a Buildkite pipeline, on as many machines as its parallelism.',
  trigger: 'api',
  variables: [
    {
      name: 'BUILDKITE_TOKEN',
      about:
        'An API access token with the scopes read_builds, write_builds and read_artifacts, and read_build_logs for what jobs print.',
      required: true,
    },
    {
      name: 'BUILDKITE_PIPELINES',
      about:
        'The pipelines that each repository may start, with commas between them: acme/shop=organization/pipeline, or acme/shop=organization/*.',
      required: true,
    },
    {
      name: 'BUILDKITE_URL',
      about: 'The API, where it is not https://api.buildkite.com/v2.',
      required: false,
    },
    storageVariable,
  ],
  settings: buildkiteSettings,
  create: (parts) => new BuildkiteService(parts),
  describe: describeOrder,
} satisfies CiMember;
