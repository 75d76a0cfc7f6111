import type { Key } from '../contract/key.ts';
import type { ProjectSettings } from '../contract/settings.ts';
import { sentence, shown, type Reading } from '../language/fault.ts';
import { nearest } from '../language/nearest.ts';
import { listed } from './listed.ts';

const noLanes = {
  wrong: sentence`This project has no lanes: its tests run in one way. They would stand under ${shown('lanes:')} in ${shown('.github/retrial.yml')}.`,
};

/** Stands for every lane that the test can run in; no lane is called so. */
export const allLanes = 'all';

/** Which lanes: each gets a run and a result of its own. */
export const lane: Key<readonly string[]> = {
  form: 'pair',
  what: "lanes of the project's file, with commas between them, or `all`",
  example: 'lane=jdk11',
  hints: ['lanes', 'job'],
  fallback: ({ lanes: [first] = [], laneTests = {} }) => {
    if (first === undefined) return 'this project has no lanes';
    return Object.keys(laneTests).length === 0 ? `\`${first}\`` : 'the first one that is for the test';
  },
  read(value, { settings: { lanes = [] } }): Reading<readonly string[]> {
    if (lanes.length === 0) return noLanes;
    if (value.text === allLanes) return { value: [allLanes] };
    const asked = [...new Set(value.text.split(','))];
    const unknown = asked.find((name) => !lanes.includes(name));
    if (unknown === undefined) return { value: asked };
    const { likely } = nearest(unknown, lanes);
    return {
      wrong: sentence`There is no lane ${shown(unknown)} here; there are ${shown(lanes.slice(0, 20).join(', '))}.`,
      ...(likely === undefined
        ? {}
        : { fix: `lane=${asked.map((name) => (name === unknown ? likely : name)).join(',')}` }),
    };
  },
};

/** Values of facts by the facts' names; a lane fits that has one value of each. */
export type LaneFacts = Readonly<Record<string, readonly string[]>>;

/** Lanes by any fact of theirs. */
export const matrix: Key<LaneFacts> = {
  form: 'family',
  what: "lanes by what the project's file says of them under `matrix:`, such as an operating system: all that fit, each with a run and a result",
  example: 'matrix.os=linux',
  hints: ['os'],
  fallback: (settings) => {
    const named = factsIn(settings).map(
      (fact) =>
        `\`${fact}\`: ${valuesOf(fact, settings)
          .map((value) => `\`${value}\``)
          .join(', ')}`,
    );
    return named.length === 0 ? 'the lanes here say nothing of themselves' : `any; here ${named.join('; ')}`;
  },
  read({ part = '', text }, { settings }): Reading<LaneFacts> {
    const fact = part.toLowerCase();
    const values = valuesAsked(text, { fact, typed: `matrix.${part}` }, settings);
    return 'wrong' in values ? values : { value: { [fact]: values.value } };
  },
};

/** Lanes by the fact that most projects tell them apart by: `matrix.jdk=` in short. */
export const jdk: Key<readonly string[]> = {
  form: 'pair',
  what: 'lanes by their JDK: `matrix.jdk=` in short',
  example: 'jdk=11',
  hints: ['java'],
  fallback: () => 'any',
  read: ({ text }, { settings }) => valuesAsked(text, { fact: 'jdk', typed: 'jdk' }, settings),
};

function valuesAsked(
  text: string,
  { fact, typed }: { readonly fact: string; readonly typed: string },
  settings: ProjectSettings,
): Reading<readonly string[]> {
  const { lanes = [] } = settings;
  if (lanes.length === 0) return noLanes;
  const known = valuesOf(fact, settings);
  if (known.length === 0) return { wrong: unsaid(fact, settings) };
  const asked = [...new Set(text.split(','))];
  const unknown = asked.find((value) => !known.includes(value));
  if (unknown === undefined) return { value: asked };
  const { likely } = nearest(unknown, known);
  return {
    wrong: sentence`No lane here has ${shown(fact)} ${shown(unknown)}; there are ${listed(known)}.`,
    ...(likely === undefined
      ? {}
      : { fix: `${typed}=${asked.map((value) => (value === unknown ? likely : value)).join(',')}` }),
  };
}

function unsaid(fact: string, settings: ProjectSettings) {
  const { lanes = [] } = settings;
  const facts = factsIn(settings);
  return facts.length === 0
    ? sentence`The lanes of this project say no ${shown(fact)}: choose one of ${shown(lanes.slice(0, 20).join(', '))} with ${shown('lane=')}.`
    : sentence`No lane here says its ${shown(fact)}; they say ${listed(facts)}.`;
}

function factsIn({ matrix: all = {} }: ProjectSettings): readonly string[] {
  return [...new Set(Object.values(all).flatMap((facts) => Object.keys(facts)))];
}

function valuesOf(fact: string, { matrix: all = {} }: ProjectSettings): readonly string[] {
  return [
    ...new Set(
      Object.values(all).flatMap((facts) => (Object.hasOwn(facts, fact) ? [facts[fact] ?? ''] : [])),
    ),
  ];
}
