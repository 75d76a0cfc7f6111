import { LocalService } from './local/local-service.ts';
import { recipeSchema } from './local/recipe.ts';
import { describeOrder } from './local/order.ts';
import type { CiMember } from './service.ts';

/** This machine as a CI service; nothing to sign up for, and the one every other is compared with. */
export const local = {
  name: 'local',
  about: 'Runs tests on the machine Retrial runs on, in worktrees of a local clone.',
  trigger: 'direct',
  variables: [],
  settings: recipeSchema,
  create: (parts) => new LocalService(parts),
  describe: describeOrder,
} satisfies CiMember;
