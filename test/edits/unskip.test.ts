import { describe, expect, it } from 'vitest';
import { unskip } from '../../src/edits/unskip.ts';

const cases = [
  [
    '@Ignore alone in its line',
    'A.java',
    'class A {\n  @Ignore("old bug")\n  @Test\n  void f() {}\n}',
    'class A {\n\n  @Test\n  void f() {}\n}',
  ],
  [
    '@Ignore beside another annotation',
    'A.java',
    'class A { @Test @org.junit.Ignore public void f() {} }',
    'class A { @Test public void f() {} }',
  ],
  [
    '@Disabled over several lines, so that lines keep their numbers',
    'A.java',
    'class A {\r\n @Disabled(\r\n  "x")\r\n void f() {}\r\n}',
    'class A {\r\n\r\n\r\n void f() {}\r\n}',
  ],
  [
    'the skip of the class',
    'A.java',
    '@Disabled class A { @Test void f() {} @Ignore void g() {} }',
    'class A { @Test void f() {} @Ignore void g() {} }',
  ],
  [
    'the only argument of TestNG',
    'A.java',
    'class A { @Test(enabled = false) void f() {} }',
    'class A { @Test void f() {} }',
  ],
  [
    'one argument of several',
    'A.java',
    'class A { @Test(groups = "g", enabled = false) void f() {} }',
    'class A { @Test(groups = "g") void f() {} }',
  ],
  [
    'a skip behind characters of several bytes',
    'A.java',
    '/* é😀漢 */ class A { @Ignore void f() {} }',
    '/* é😀漢 */ class A { void f() {} }',
  ],
  [
    '@Ignore in Kotlin',
    'A.kt',
    'class A {\n  @Ignore("x")\n  @Test\n  fun f() {}\n}',
    'class A {\n\n  @Test\n  fun f() {}\n}',
  ],
  [
    'one of a group in Kotlin',
    'A.kt',
    'class A { @[Test Ignore] fun f() {} }',
    'class A { @[Test ] fun f() {} }',
  ],
] as const;

describe('unskip', () => {
  it.each(cases)('takes off %s', async (_, path, text, expected) => {
    const result = await unskip({ path, text }, { containers: ['A'], member: 'f' });
    expect(result.text).toBe(expected);
    expect(result.takenOff).toHaveLength(1);
  });

  it('says what was taken off, where, and the reason given there', async () => {
    const text = 'class A {\n  @Ignore("Paxos v1 known bug")\n  @Test void f() {}\n}';
    const { takenOff } = await unskip({ path: 'A.java', text }, { containers: ['A'], member: 'f[1]' });
    expect(takenOff).toEqual([
      { text: '@Ignore("Paxos v1 known bug")', line: 2, on: 'test', reason: 'Paxos v1 known bug' },
    ]);
  });

  it('takes the skips of all classes around a nested test off, and says that they are on classes', async () => {
    const text = '@Disabled class A {\n @Nested @Disabled class B {\n @Test void f() {} } }';
    const { takenOff } = await unskip({ path: 'A.java', text }, { containers: ['A', 'B'], member: 'f' });
    expect(takenOff.map(({ on, line }) => [on, line])).toEqual([
      ['class', 1],
      ['class', 2],
    ]);
  });

  it.each([
    ['class A { @Test void f() {} @Ignore void g() {} }', 'There is no skip on `f`'],
    ['class A { @Test void g() {} }', '`f` is not declared in this class. It has `g`.'],
    ['class B { @Ignore void f() {} }', 'There is no class `A` in this file. It has `B`.'],
    [
      '@DisabledIf("slow") class A { @Test void f() {} }',
      '`@DisabledIf` on the class (line 1) depends on code',
    ],
    ['class A { /* @Ignore */ String s = "@Ignore"; void f() {} }', 'There is no skip on `f`'],
    ['', 'There is no class `A`'],
  ])('refuses %j', async (text, message) => {
    const failed = unskip({ path: 'A.java', text }, { containers: ['A'], member: 'f' });
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toMatchObject({ code: 'E-UNSKIP' });
  });

  it('leaves a condition beside a skip, and names it', async () => {
    const text = 'class A { @Disabled @DisabledOnOs(OS.WINDOWS) void f() {} }';
    const result = await unskip({ path: 'A.java', text }, { containers: ['A'], member: 'f' });
    expect(result.text).toBe('class A { @DisabledOnOs(OS.WINDOWS) void f() {} }');
    expect(result.left.map((skip) => skip.text)).toEqual(['@DisabledOnOs(OS.WINDOWS)']);
  });

  it('reads twenty thousand classes inside each other in bounded time', { timeout: 20_000 }, async () => {
    const text = `${'class A {'.repeat(20_000)}@Ignore void g() {}${'}'.repeat(20_000)}`;
    await expect(unskip({ path: 'A.java', text }, { containers: ['A'], member: 'g' })).rejects.toThrow(
      'not declared',
    );
  });
});
