import { strong, text, type Block } from '../../model/document.ts';
import type { OrdinaryHistory } from '../../model/history.ts';
import { day } from '../blockers-words.ts';
import { plural } from '../numbers.ts';
import { shortNames } from '../short-names.ts';
import { mostTests, placesTable } from './places.ts';
import { sinceInline } from './since.ts';

/** What builds that nobody asked for said of a test, branch by branch and lane by lane. */
export function ordinaryBlocks({ from, until, tests }: OrdinaryHistory): readonly Block[] {
  const window = `${day(from)} to ${day(until)}`;
  const head = strong(`Ordinary CI, ${window}:`);
  if (tests.length === 0) return [{ kind: 'paragraph', text: [head, text(' no build named it.')] }];
  const more = tests.length > mostTests ? `, ${mostTests} of them here` : '';
  const nameOf = shortNames(tests.map(({ test }) => test));
  const broken = tests.find(({ kind }) => kind === 'broken');
  const since = broken === undefined ? [] : sinceInline(broken, day);
  return [
    {
      kind: 'paragraph',
      text: [
        head,
        text(` ${plural(tests.length, 'test')}${more}`),
        ...(since.length === 0 ? [] : [text(', broken '), ...since]),
        text('.'),
      ],
    },
    placesTable(tests, nameOf),
  ];
}
