/** One thing that runners and libraries write into a message and no person into a title. */
export interface TitleRule {
  readonly name: string;
  /** What a text must contain for the rule to change anything; nearly all messages are spared nearly all rules by it. */
  readonly mark: string;
  readonly example: { readonly before: string; readonly after: string };
  /** Of a masked message in one line. Bounded quantifiers only: the text is hostile. */
  readonly apply: (text: string) => string;
}

/** Every rule, in the order they are applied. */
export const titleRules: readonly TitleRule[] = [
  {
    name: 'lines of a stack that were left out',
    mark: '... N ',
    example: { before: 'Request #N timeout N ... N more', after: 'Request #N timeout N' },
    apply: (text) => text.replace(/(?:^| )\.\.\. N (?:more|common frames omitted)$/, ''),
  },
  {
    name: 'a code of Node before the message',
    mark: '[ERR_',
    example: { before: '[ERR_TEST_FAILURE]: lost the race', after: 'lost the race' },
    apply: (text) => text.replace(/^\[ERR_[A-Z_]{1,60}\]: (?=\S)/, ''),
  },
  {
    name: 'what Jest says of a whole file',
    mark: '●',
    example: {
      before: "● Test suite failed to run Cannot find module './pool'",
      after: "Cannot find module './pool'",
    },
    apply: (text) => text.replace(/^● (?:Test suite failed to run )?(?=\S)/, ''),
  },
  {
    name: 'a place before the message',
    mark: ':N',
    example: {
      before: '…/cart_test.cc:N Expected equality of these values',
      after: 'Expected equality of these values',
    },
    apply: (text) => text.replace(/^(?:…\/)?[\w.-]{1,200}\.\w{1,10}:N(?::N)?(?::| -)? (?=\S+ \S)/, ''),
  },
  {
    name: 'the place of the next message of Go',
    mark: '_test.go:N',
    example: { before: 'got no output snippet_test.go:N', after: 'got no output' },
    apply: (text) => text.replace(/(?<=\S \S{1,200}) [\w-]{1,200}_test\.go:N.{0,400}$/, ''),
  },
  {
    name: 'a panic that was caught and raised again',
    mark: ' [recovered',
    example: { before: 'pool closed [recovered] panic: pool closed', after: 'pool closed' },
    apply: (text) => text.replace(/ \[recovered(?:, repanicked)?\].{0,400}$/, ''),
  },
  {
    name: 'the difference that Node shows',
    mark: '+ actual - expected',
    example: {
      before: "Expected values to be strictly deep-equal: + actual - expected { + a: 'x' }",
      after: 'Expected values to be strictly deep-equal',
    },
    apply: (text) => text.replace(/:? ?\+ actual - expected\b.{0,400}$/, ''),
  },
  {
    name: 'unequal values beside what their author says',
    mark: ' !== ',
    example: { before: 'total of the cart N !== N', after: 'total of the cart' },
    apply: (text) => text.replace(/(?<=\w \w.{0,400}) (?:N|…|'[^']{0,100}') !== (?:N|…|'[^']{0,100}')$/, ''),
  },
  {
    name: 'the expression of pytest below what its author says',
    mark: ' assert ',
    example: { before: 'rows assert N == N', after: 'rows' },
    apply: (text) =>
      text.replace(
        /(?<=\S) assert (?:not )?(?:False|True|None|N|\S{1,100} (?:==|!=|<=?|>=?|is|in|not in) .{1,400})$/,
        '',
      ),
  },
  {
    name: 'the values below an expectation of Jest and Playwright',
    mark: 'expect(',
    example: {
      before: 'expect(received).toMatch(expected) Expected pattern: …',
      after: 'expect(received).toMatch(expected)',
    },
    apply: (text) =>
      text.replace(
        /^(expect\([^()]{0,200}\)(?:\.\w{1,60}){1,4}\([^()]{0,200}\)(?: failed)?) (?:Locator|Expected|Received|Call log)\b.{0,400}$/,
        '$1',
      ),
  },
  {
    name: 'types of the values that Gomega compares',
    mark: 'Expected <',
    example: { before: 'Expected <int>: N to equal <int>: N', after: 'Expected N to equal N' },
    apply: (text) =>
      text.replace(/^Expected (?:<[\w.*[\]]{1,100}>: ?).{0,400}$/, (all) =>
        all.replace(/<[\w.*[\]]{1,100}>: ?/g, ''),
      ),
  },
  {
    name: 'the name of the test before a message of PHPUnit',
    mark: '.phpt',
    example: {
      before: 'cart-adds.phptFailed asserting that string matches format …',
      after: 'Failed asserting that string matches format …',
    },
    apply: (text) => text.replace(/^\S{1,300}\.phpt ?(?=Failed asserting that )/, ''),
  },
  {
    name: 'the name of the test before a message of Minitest',
    mark: '#test_',
    example: {
      before: 'Cart::adds#test_N_a cart […/cart_test.rb:N]: Expected false to be truthy.',
      after: 'Expected false to be truthy.',
    },
    apply: (text) => text.replace(/^[^[\]]{1,300}#test_[^[\]]{1,300} \[[^[\]\s]{1,300}\]: ?(?=\S)/, ''),
  },
  {
    name: 'the place where a group of promises failed',
    mark: 'at Promise.',
    example: { before: 'at Promise.any (index N)', after: '' },
    apply: (text) => text.replace(/^at Promise\.(?:any|all) \(index N\)$/, ''),
  },
];
