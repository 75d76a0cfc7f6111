import type { Frame } from '../frame.ts';
import { atFrame } from './at.ts';
import { fileLineFrame } from './file-line.ts';
import { goFrame } from './go.ts';
import { phpFrame } from './php.ts';
import { pythonFrame } from './python.ts';
import { rustFrame } from './rust.ts';

/** One way a stack's line is written. `previous` is the line above, for the stacks that use two lines a frame. */
interface LineFormat {
  readonly name: string;
  /** A line of this format, with the line above it where the format needs it, and what is read from it. */
  readonly examples: readonly (readonly [line: string, place: string, previous?: string])[];
  /** The line comes trimmed; undefined if it is not of this format. */
  readonly read: (line: string, previous: string) => Frame | undefined;
}

/** Every format a line is tried against, the most telling first. */
export const lineFormats: readonly LineFormat[] = [
  {
    name: 'Rust: n: function above, at file below; panicked at file',
    examples: [
      ['at ./src/ledger.rs:5:9', 'rust ledger::Ledger close ./src/ledger.rs', '3: ledger::Ledger::close'],
      ["thread 'closes' panicked at src/ledger.rs:12:5:", 'rust   src/ledger.rs'],
    ],
    read: rustFrame,
  },
  {
    name: 'Java, Kotlin, JavaScript, C#: at',
    examples: [
      ['at org.example.Ledger.close(Ledger.java:88)', 'jvm org.example.Ledger close Ledger.java'],
      [
        'at app.LedgerTest$close$1.invokeSuspend(LedgerTest.kt:12)',
        'jvm app.LedgerTest$close close LedgerTest.kt',
      ],
      ['at Object.toMatch (/w/e2e/only.test.ts:360:18)', 'javascript   /w/e2e/only.test.ts'],
      [
        'at async Ledger.close (file:///w/src/ledger.mjs:4:9)',
        'javascript Ledger close file:///w/src/ledger.mjs',
      ],
      ['at C:\\w\\lib\\main.js:2:9', 'javascript   C:\\w\\lib\\main.js'],
      [
        'at Shop.Ledger.<Close>d__4.MoveNext() in C:\\w\\Ledger.cs:line 31',
        'dotnet Shop.Ledger Close C:\\w\\Ledger.cs',
      ],
      [
        'at Shop.LedgerTests.Closes (System.String name) [0x00001] in /w/Ledger.cs:31',
        'dotnet Shop.LedgerTests Closes /w/Ledger.cs',
      ],
      ['at Shop.Tests.LedgerTests.Closes(String name)', 'dotnet Shop.Tests.LedgerTests Closes '],
    ],
    read: atFrame,
  },
  {
    name: 'Python: File "…", line n, in f',
    examples: [
      ['File "/w/tests/test_lib.py", line 24, in test_fail', 'python  test_fail /w/tests/test_lib.py'],
    ],
    read: pythonFrame,
  },
  {
    name: 'PHP: #n file(n): call',
    examples: [['#0 /w/src/Ledger.php(12): App\\Ledger->close()', 'php App\\Ledger close /w/src/Ledger.php']],
    read: phpFrame,
  },
  {
    name: 'Go: function above, file:line +0x below',
    examples: [
      [
        '/w/ledger/ledger.go:59 +0x419',
        'go shop/ledger.(*Ledger) Close /w/ledger/ledger.go',
        'shop/ledger.(*Ledger).Close(0xc0001)',
      ],
    ],
    read: goFrame,
  },
  {
    name: 'file:line, with what follows it (Ruby, pytest, PHPUnit, Go tests, Swift, C++)',
    examples: [
      [
        "/w/test/sample_test.rb:126:in `block (3 levels) in <top (required)>'",
        'ruby   /w/test/sample_test.rb',
      ],
      ["lib/ledger.rb:9:in 'Ledger#close'", 'ruby Ledger close lib/ledger.rb'],
      ['# ./spec/ledger_spec.rb:9', 'ruby   ./spec/ledger_spec.rb'],
      ['tests/test_lib.py:36: in do_close', 'python  do_close tests/test_lib.py'],
      ['❯ src/ledger.test.ts:20:28', 'javascript   src/ledger.test.ts'],
      ['❯ Ledger.close src/ledger.ts:7:3', 'javascript Ledger close src/ledger.ts'],
      ['/w/src/Other.php:10', 'php   /w/src/Other.php'],
      ['main_test.go:234: cannot make bucket', 'go   main_test.go'],
      [
        '/w/Tests/LedgerTests.swift:12: error: -[App.LedgerTests testClose] : XCTAssertTrue failed',
        'swift App.LedgerTests testClose /w/Tests/LedgerTests.swift',
      ],
      ['/w/tests/main.cpp:72: error: check_eq(1, 2)', 'other   /w/tests/main.cpp'],
    ],
    read: fileLineFrame,
  },
];

/** What every format has: a line number after a colon or bracket, an opening bracket, or Python's words. */
const mayBeFrame = /[:(]\d|\(|", line /;

/** Reads one line of a stack in any format but the JVM's own; lines over 2,000 characters are no frames. */
export function frameOfLine(line: string, previous: string): Frame | undefined {
  if (line.length < 5 || line.length > 2_000 || !mayBeFrame.test(line)) return undefined;
  for (const format of lineFormats) {
    const frame = format.read(line, previous);
    if (frame !== undefined) return frame;
  }
  return undefined;
}
