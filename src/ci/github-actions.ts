import { ActionsService } from './github-actions/actions-service.ts';
import { actionsHistory } from './github-actions/ordinary.ts';
import { actionsSettings } from './github-actions/settings.ts';
import { storageVariable } from './http/trust.ts';
import { describeOrder } from './github-actions/order.ts';
import type { CiMember } from './service.ts';

/** GitHub Actions, as the App of this server or with a token: a workflow of the project's own that can be started by API. */
export const githubActions = {
  name: 'github-actions',
  about:
    'Runs tests in a workflow of GitHub Actions that has `workflow_dispatch`, on as many machines as its matrix has.',
  trigger: 'api',
  variables: [
    {
      name: 'GITHUB_ACTIONS_TOKEN',
      about: 'A token that may start workflows, instead of the App’s permission "Actions: Read and write".',
      required: false,
    },
    {
      name: 'GITHUB_API_URL',
      about: 'The API of a GitHub Enterprise Server.',
      required: false,
      isShared: true,
    },
    storageVariable,
  ],
  settings: actionsSettings,
  history: actionsHistory,
  create: (parts) => new ActionsService(parts),
  describe: describeOrder,
} satisfies CiMember;
