import fc from 'fast-check';
import {
  code,
  link,
  person,
  strong,
  text,
  type Block,
  type Document,
  type Inline,
} from '../../src/model/document.ts';
import { hostileText } from './hostile-text.ts';

const inline: fc.Arbitrary<Inline> = fc.oneof(
  hostileText.map(text),
  hostileText.map(strong),
  hostileText.map(code),
  fc
    .oneof(
      hostileText.filter((login) => !/^[\w-]*$/.test(login)),
      fc.constant('octocat'),
    )
    .map(person),
  fc.tuple(hostileText, fc.oneof(hostileText, fc.webUrl())).map(([words, url]) => link(words, url)),
);
const line = fc.array(inline, { maxLength: 4 });
const table: fc.Arbitrary<Block> = fc.integer({ min: 1, max: 4 }).chain((width) =>
  fc.record({
    kind: fc.constant('table' as const),
    columns: fc.array(
      fc.record({ title: hostileText, align: fc.constantFrom('left' as const, 'right' as const) }),
      { minLength: width, maxLength: width },
    ),
    rows: fc.array(fc.array(line, { minLength: width, maxLength: width }), { maxLength: 3 }),
  }),
);
const simple: fc.Arbitrary<Block> = fc.oneof(
  fc.record({
    kind: fc.constant('headline' as const),
    mark: fc.constantFrom('pass' as const, 'fail' as const, 'wait' as const),
    text: line,
  }),
  fc.record({ kind: fc.constant('paragraph' as const), text: line }),
  fc.record({ kind: fc.constant('list' as const), items: fc.array(line, { minLength: 1, maxLength: 3 }) }),
  fc.record({ kind: fc.constant('code' as const), text: hostileText }),
  table,
);
const block: fc.Arbitrary<Block> = fc.oneof(
  { weight: 4, arbitrary: simple },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('fold' as const),
      summary: line,
      blocks: fc.array(simple, { maxLength: 3 }),
    }),
  },
);
/** Any document at all, its texts hostile; the only person in it is octocat. */
export const anyDocument: fc.Arbitrary<Document> = fc.record({
  topic: fc.record({
    kind: fc.constantFrom('result' as const, 'error' as const, 'progress' as const),
    id: hostileText,
  }),
  blocks: fc.array(block, { maxLength: 5 }),
});
