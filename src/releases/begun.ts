import type { BlockerFacts, Release } from '../model/blocker.ts';
import type { BoardSettings, Case } from './case.ts';
import { decidedFor, decisionsAbout } from './decisions.ts';
import { fixStory } from './fixes.ts';
import { knownRuns } from './known-runs.ts';
import { withProposals } from './proposals.ts';

/** As much of a case as tells whether its fix failed. */
export type Begun = Story & Pick<Case, 'settings' | 'decided'>;

/** What does not depend on the moment. */
type Story = Pick<Case, 'facts' | 'known' | 'fix'>;

/** Begins a case: its runs, its fixes, and what people decided. */
export function begun(told: BlockerFacts, settings: BoardSettings): Begun {
  const decisions = decisionsAbout(told.test, told.decisions);
  const decided = decidedFor(settings.release.name, decisions, settings);
  return { ...storyOf(told, settings.release), settings, decided };
}

/** The very same facts come at every look until something about their ticket changes. */
const stories = new WeakMap<BlockerFacts, { readonly of: string; readonly story: Story }>();

function storyOf(told: BlockerFacts, release: Release): Story {
  const of = JSON.stringify(release);
  const found = stories.get(told);
  if (found?.of === of) return found.story;
  const facts = withProposals(told);
  const known = knownRuns(facts, release);
  const story = { facts, known, fix: fixStory(known) };
  stories.set(told, { of, story });
  return story;
}
