import { CircleciService } from './circleci/circleci-service.ts';
import { circleciHistory } from './circleci/ordinary.ts';
import { circleciSettings } from './circleci/settings.ts';
import { storageVariable } from './http/trust.ts';
import { describeOrder } from './circleci/order.ts';
import type { CiMember } from './service.ts';

/**
 * CircleCI. The pipeline is started on a branch or tag that exists; its configuration declares the parameters that the
 * project's settings fill, and uses the one that takes the batch's id.
 */
export const circleci = {
  name: 'circleci',
  about: 'Runs tests in a job of a CircleCI workflow, on as many machines as the job has.',
  trigger: 'api',
  variables: [
    {
      name: 'CIRCLECI_TOKEN',
      about: 'A personal API token; project tokens do not work with API v2.',
      required: true,
    },
    {
      name: 'CIRCLECI_URL',
      about: 'The API of a CircleCI server of your own, such as https://circleci.example.com/api/v2.',
      required: false,
    },
    {
      name: 'CIRCLECI_PROJECTS',
      about: 'Projects beside a repository’s own that may be built, with commas between them.',
      required: false,
    },
    storageVariable,
  ],
  settings: circleciSettings,
  history: circleciHistory,
  create: (parts) => new CircleciService(parts),
  describe: describeOrder,
} satisfies CiMember;
