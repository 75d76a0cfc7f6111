/** A failure as a runner of one language prints it, and what a person reads out of it. */
interface StackExample {
  readonly name: string;
  readonly type?: string;
  readonly message?: string;
  readonly body: string;
  readonly test: string;
  readonly title: string;
  /** Absent where the text names none. */
  readonly place?: string;
  /** The same failure after lines moved, on another machine, with other values. */
  readonly again: { readonly message?: string; readonly body: string };
}

/** One example for each language and shape; the texts are our own, the shapes are the runners'. */
export const stackExamples: readonly StackExample[] = [
  {
    name: 'Java, root cause behind a wrapper',
    type: 'java.util.concurrent.ExecutionException',
    message: 'org.example.LedgerClosedException: ledger 7 is closed',
    body: `java.util.concurrent.ExecutionException: org.example.LedgerClosedException: ledger 7 is closed
\tat java.util.concurrent.FutureTask.report(FutureTask.java:122)
\tat org.example.LedgerTest.closesTwice(LedgerTest.java:31)
Caused by: org.example.LedgerClosedException: ledger 7 is closed
\tat org.example.util.StateUtils.check(StateUtils.java:9)
\tat org.example.Ledger.append(Ledger.java:88)
\t... 12 more`,
    test: 'closesTwice',
    title: 'LedgerClosedException: ledger N is closed',
    place: 'Ledger.append',
    again: {
      message: 'org.example.LedgerClosedException: ledger 12 is closed',
      body: `java.util.concurrent.ExecutionException: org.example.LedgerClosedException: ledger 12 is closed
\tat java.base/java.util.concurrent.FutureTask.report(FutureTask.java:122)
\tat app//org.example.LedgerTest.closesTwice(LedgerTest.java:45)
Caused by: org.example.LedgerClosedException: ledger 12 is closed
\tat app//org.example.util.StateUtils.check(StateUtils.java:11)
\tat app//org.example.Ledger.append(Ledger.java:91)
\t... 15 more`,
    },
  },
  {
    name: 'Java, stack without tabs as some reporters write it',
    type: 'java.lang.AssertionError',
    message: 'expected [1.2.1] but found [1.2.0]',
    body: `
      java.lang.AssertionError: expected [1.2.1] but found [1.2.0]
at org.testng.Assert.fail(Assert.java:99)
at org.example.VersionTest.reads(VersionTest.java:40)
at java.base/java.lang.reflect.Method.invoke(Method.java:566)`,
    test: 'reads',
    title: 'AssertionError: not the expected value in VersionTest.reads',
    place: 'VersionTest.reads',
    again: {
      body: `java.lang.AssertionError: expected [1.3.0] but found [1.2.9]
\tat org.testng.Assert.fail(Assert.java:99)
\tat org.example.VersionTest.reads(VersionTest.java:44)`,
    },
  },
  {
    name: 'Kotlin, coroutine and lambda',
    type: 'java.lang.IllegalStateException',
    message: 'Job was cancelled',
    body: `java.lang.IllegalStateException: Job was cancelled
\tat org.example.Repo$load$2.invokeSuspend(Repo.kt:19)
\tat kotlin.coroutines.jvm.internal.BaseContinuationImpl.resumeWith(ContinuationImpl.kt:33)
\tat org.example.RepoTest$loads$1.invoke(RepoTest.kt:12)`,
    test: 'loads',
    title: 'IllegalStateException: Job was cancelled',
    place: 'Repo$load.load',
    again: {
      body: `java.lang.IllegalStateException: Job was cancelled
\tat org.example.Repo$load$3.invokeSuspend(Repo.kt:22)
\tat kotlin.coroutines.jvm.internal.BaseContinuationImpl.resumeWith(ContinuationImpl.kt:30)
\tat org.example.RepoTest$loads$2.invoke(RepoTest.kt:13)`,
    },
  },
  {
    name: 'Python, direct cause',
    type: 'app.errors.SyncError',
    message: 'app.errors.SyncError: cannot sync',
    body: `Traceback (most recent call last):
  File "/home/a/app/net.py", line 12, in fetch
    raise ConnectionResetError(104, 'reset by peer')
ConnectionResetError: [Errno 104] reset by peer

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/home/a/tests/test_sync.py", line 8, in test_sync
    sync()
  File "/home/a/app/sync.py", line 30, in sync
    raise SyncError('cannot sync') from error
app.errors.SyncError: cannot sync
`,
    test: 'test_sync',
    title: 'ConnectionResetError: [Errno 104] reset by peer',
    place: 'net.py: fetch',
    again: {
      message: 'app.errors.SyncError: cannot sync',
      body: `Traceback (most recent call last):
  File "/srv/ci/w1/app/net.py", line 19, in fetch
    raise ConnectionResetError(104, 'reset by peer')
    ^^^^^^^^^^^^^^^^^^^^^^^^^^
ConnectionResetError: [Errno 104] reset by peer

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/srv/ci/w1/tests/test_sync.py", line 9, in test_sync
    sync()
  File "/srv/ci/w1/app/sync.py", line 33, in sync
    raise SyncError('cannot sync') from error
app.errors.SyncError: cannot sync
`,
    },
  },
  {
    name: 'pytest, assertion with introspection',
    message: 'assert 3 == 4\n +  where 3 = count()',
    body: `    def test_count():
>       assert count() == 4
E       assert 3 == 4
E        +  where 3 = count()

tests/test_count.py:5: AssertionError`,
    test: 'test_count',
    title: 'AssertionError: assert N == N',
    place: 'test_count.py',
    again: {
      message: 'assert 2 == 4\n +  where 2 = count()',
      body: `    def test_count():
        prepare()
>       assert count() == 4
E       assert 2 == 4
E        +  where 2 = count()

tests/test_count.py:6: AssertionError`,
    },
  },
  {
    name: 'Jest, matcher',
    body: `Error: expect(received).toBe(expected) // Object.is equality

Expected: 4
Received: 5
    at Object.<anonymous> (/home/ci/w/src/ledger.test.ts:12:30)
    at Promise.then.completed (/home/ci/w/node_modules/jest-circus/build/utils.js:300:28)`,
    test: 'adds up',
    title: 'Error: expect(received).toBe(expected)',
    place: 'ledger.test.ts',
    again: {
      body: `Error: expect(received).toBe(expected) // Object.is equality

Expected: 4
Received: 6
    at Object.<anonymous> (/Users/b/w/src/ledger.test.ts:14:30)
    at Promise.then.completed (/Users/b/w/node_modules/jest-circus/build/utils.js:298:28)`,
    },
  },
  {
    name: 'Node, error with a cause',
    message: 'cannot save',
    body: `Error: cannot save
    at save (/w/src/store.js:20:11)
    at async Context.<anonymous> (/w/test/store.test.js:9:5) {
  [cause]: TypeError: Cannot read properties of undefined (reading 'rows')
      at query (/w/src/db.js:7:14)
      at save (/w/src/store.js:18:9)
}`,
    test: 'saves',
    title: "TypeError: Cannot read properties of undefined (reading 'rows')",
    place: 'db.js: query',
    again: {
      message: 'cannot save',
      body: `Error: cannot save
    at save (/v/src/store.js:21:11)
    at async Context.<anonymous> (/v/test/store.test.js:9:5) {
  [cause]: TypeError: Cannot read properties of undefined (reading 'rows')
      at query (/v/src/db.js:8:14)
      at save (/v/src/store.js:19:9)
}`,
    },
  },
  {
    name: 'Go, test log line',
    message: 'Failed',
    body: `=== RUN   TestLedger
    ledger_test.go:42: balance after 3 transfers is 17, want 20
--- FAIL: TestLedger (0.02s)`,
    test: 'TestLedger',
    title: 'balance after N transfers is N, want N',
    place: 'ledger_test.go',
    again: { message: 'Failed', body: `    ledger_test.go:48: balance after 4 transfers is 9, want 20` },
  },
  {
    name: 'Go, panic in a goroutine',
    message: 'Failed',
    body: `panic: runtime error: index out of range [3] with length 3

goroutine 19 [running]:
testing.tRunner.func1.2({0x1, 0x2})
\t/usr/local/go/src/testing/testing.go:1526 +0x24e
panic({0x1, 0x2})
\t/usr/local/go/src/runtime/panic.go:884 +0x213
shop/ledger.(*Ledger).Close(0xc00001)
\t/home/a/shop/ledger/ledger.go:59 +0x419
shop/ledger.TestClose(0xc00002)
\t/home/a/shop/ledger/ledger_test.go:12 +0x3a

goroutine 1 [chan receive]:
testing.(*T).Run(0x1)
\t/usr/local/go/src/testing/testing.go:1630 +0x405`,
    test: 'TestClose',
    title: 'panic: runtime error: index out of range [N] with length N',
    place: 'ledger.(*Ledger).Close',
    again: {
      message: 'Failed',
      body: `panic: runtime error: index out of range [5] with length 5

goroutine 7 [running]:
panic({0x1, 0x2})
\t/opt/go/src/runtime/panic.go:770 +0x132
shop/ledger.(*Ledger).Close(0xc00009)
\t/builds/shop/ledger/ledger.go:61 +0x499
shop/ledger.TestClose(0xc00001)
\t/builds/shop/ledger/ledger_test.go:13 +0x3a`,
    },
  },
  {
    name: 'Rust, assertion',
    message: 'test panicked',
    body: `thread 'ledger::closes' panicked at src/ledger.rs:12:5:
assertion \`left == right\` failed: balance
  left: 3
 right: 4
stack backtrace:
   0: rust_begin_unwind
             at /rustc/90c541806f23a127002de5b4038be731ba1458ca/library/std/src/panicking.rs:578:5
   1: ledger::Ledger::close
             at ./src/ledger.rs:12:5
note: run with \`RUST_BACKTRACE=full\``,
    test: 'ledger::closes',
    title: 'panic: assertion `left == right` failed: balance',
    place: 'ledger.rs',
    again: {
      message: 'test panicked',
      body: `thread 'ledger::closes' panicked at src/ledger.rs:14:5:
assertion \`left == right\` failed: balance
  left: 2
 right: 4
note: run with \`RUST_BACKTRACE=1\``,
    },
  },
  {
    name: 'C#, inner exception',
    type: 'System.AggregateException',
    message: 'One or more errors occurred.',
    body: `System.AggregateException : One or more errors occurred.
---- System.IO.IOException : The pipe is broken
   at System.Threading.Tasks.Task.Wait() in /_/src/System.Private.CoreLib/Task.cs:line 9
   at Shop.Tests.LedgerTests.Closes() in C:\\w\\LedgerTests.cs:line 31
----- Inner Stack Trace -----
   at Shop.Ledger.<Close>d__4.MoveNext() in C:\\w\\Ledger.cs:line 12`,
    test: 'Shop.Tests.LedgerTests.Closes',
    title: 'IOException: The pipe is broken',
    place: 'Ledger.Close',
    again: {
      body: `System.AggregateException : One or more errors occurred.
---- System.IO.IOException : The pipe is broken
   at Shop.Tests.LedgerTests.Closes() in /home/w/LedgerTests.cs:line 35
----- Inner Stack Trace -----
   at Shop.Ledger.<Close>d__5.MoveNext() in /home/w/Ledger.cs:line 14`,
    },
  },
  {
    name: 'C#, exception within an exception',
    type: 'System.InvalidOperationException',
    body: `System.InvalidOperationException: outer
 ---> System.IO.IOException: The pipe is broken
   at Shop.Pipe.Write(Byte[] data) in C:\\w\\Pipe.cs:line 3
   --- End of inner exception stack trace ---
   at Shop.Ledger.Close() in C:\\w\\Ledger.cs:line 12`,
    test: 'Closes',
    title: 'IOException: The pipe is broken',
    place: 'Pipe.Write',
    again: {
      body: `System.InvalidOperationException: outer
 ---> System.IO.IOException: The pipe is broken
   at Shop.Pipe.Write(Byte[] data) in /w/Pipe.cs:line 5
   --- End of inner exception stack trace ---
   at Shop.Ledger.Close() in /w/Ledger.cs:line 13`,
    },
  },
  {
    name: 'PHPUnit',
    type: 'PHPUnit\\Framework\\ExpectationFailedException',
    body: `LedgerTest::testCloses
Failed asserting that 3 matches expected 4.

/home/a/tests/LedgerTest.php:17`,
    test: 'testCloses',
    title: 'ExpectationFailedException: Failed asserting that N matches expected N',
    place: 'LedgerTest.php',
    again: {
      body: `LedgerTest::testCloses
Failed asserting that 2 matches expected 4.

/srv/b/tests/LedgerTest.php:19`,
    },
  },
  {
    name: 'Ruby, RSpec',
    type: 'RSpec::Expectations::ExpectationNotMetError',
    message: 'expected: 4\n     got: 3',
    body: `Failure/Error: expect(ledger.total).to eq 4

  expected: 4
       got: 3

./spec/ledger_spec.rb:9:in \`block (2 levels) in <top (required)>'
/usr/lib/ruby/gems/3.2.0/gems/rspec-core-3.12.0/lib/rspec/core/example.rb:263:in \`run'`,
    test: 'Ledger adds up',
    title: 'ExpectationNotMetError: expect(ledger.total).to eq N',
    place: 'ledger_spec.rb',
    again: {
      message: 'expected: 4\n     got: 2',
      body: `Failure/Error: expect(ledger.total).to eq 4

  expected: 4
       got: 2

./spec/ledger_spec.rb:11:in \`block (2 levels) in <top (required)>'`,
    },
  },
  {
    name: 'Swift, XCTest',
    message: 'XCTAssertEqual failed: ("3") is not equal to ("4") - balance',
    body: `/Users/a/Tests/LedgerTests.swift:12: error: -[ShopTests.LedgerTests testCloses] : XCTAssertEqual failed: ("3") is not equal to ("4") - balance`,
    test: 'testCloses',
    title: 'XCTAssertEqual failed: balance',
    place: 'LedgerTests.testCloses',
    again: {
      message: 'XCTAssertEqual failed: ("2") is not equal to ("4") - balance',
      body: `/Users/b/Tests/LedgerTests.swift:15: error: -[ShopTests.LedgerTests testCloses] : XCTAssertEqual failed: ("2") is not equal to ("4") - balance`,
    },
  },
  {
    name: 'Java, Awaitility: the cause is silent',
    type: 'org.awaitility.core.ConditionTimeoutException',
    message: "Condition with alias 'leader elected' didn't complete within 10 seconds.",
    body: `org.awaitility.core.ConditionTimeoutException: Condition with alias 'leader elected' didn't complete within 10 seconds.
\tat org.awaitility.core.ConditionAwaiter.await(ConditionAwaiter.java:167)
\tat org.example.RingTest.elects(RingTest.java:31)
Caused by: java.util.concurrent.TimeoutException
\tat java.base/java.util.concurrent.FutureTask.get(FutureTask.java:204)
\t... 70 more`,
    test: 'elects',
    title: "ConditionTimeoutException: Condition with alias 'leader elected' didn't complete within N",
    place: 'RingTest.elects',
    again: {
      body: `org.awaitility.core.ConditionTimeoutException: Condition with alias 'leader elected' didn't complete within 30 seconds.
\tat org.awaitility.core.ConditionAwaiter.await(ConditionAwaiter.java:171)
\tat org.example.RingTest.elects(RingTest.java:40)
Caused by: java.util.concurrent.TimeoutException
\tat java.base/java.util.concurrent.FutureTask.get(FutureTask.java:205)
\t... 68 more`,
    },
  },
  {
    name: 'Rust, an error unwrapped',
    body: `thread 'ring::tests::joins' panicked at src/ring.rs:20:31:
called \`Result::unwrap()\` on an \`Err\` value: Os { code: 110, kind: TimedOut, message: "timed out" }
note: run with \`RUST_BACKTRACE=1\` environment variable to display a backtrace`,
    test: 'ring::tests::joins',
    title: 'panic: Os { code: 110, kind: TimedOut, message: "timed out" }',
    place: 'ring.rs',
    again: {
      body: `thread 'ring::tests::joins' panicked at src/ring.rs:27:31:
called \`Result::unwrap()\` on an \`Err\` value: Os { code: 110, kind: TimedOut, message: "timed out" }`,
    },
  },
  {
    name: 'Python, an exception group',
    message: 'ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)',
    body: `  + Exception Group Traceback (most recent call last):
  |   File "/w/tests/test_ring.py", line 9, in test_joins
  |     asyncio.run(main())
  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "/w/ring/peer.py", line 4, in join
    |     raise LookupError("peer 3 is unknown")
    | LookupError: peer 3 is unknown
    +------------------------------------`,
    test: 'test_joins',
    title: 'LookupError: peer N is unknown',
    place: 'peer.py: join',
    again: {
      message: 'ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)',
      body: `  + Exception Group Traceback (most recent call last):
  |   File "/v/tests/test_ring.py", line 11, in test_joins
  |     asyncio.run(main())
  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "/v/ring/peer.py", line 5, in join
    |     raise LookupError("peer 8 is unknown")
    | LookupError: peer 8 is unknown
    +------------------------------------`,
    },
  },
  {
    name: 'Go, what the program logged above',
    body: `2026/03/01 10:00:01 ring: leader elected
    ring_test.go:20: close: connection reset by peer
--- FAIL: TestCloses (0.01s)`,
    test: 'TestCloses',
    title: 'close: connection reset by peer',
    place: 'ring_test.go',
    again: {
      body: `2026/03/02 11:00:01 ring: snapshot taken
2026/03/02 11:00:02 ring: compaction finished
    ring_test.go:24: close: connection reset by peer
--- FAIL: TestCloses (0.02s)`,
    },
  },
  {
    name: 'PHPUnit, a data set',
    type: 'PHPUnit\\Framework\\ExpectationFailedException',
    body: `RingTest::testJoins with data set "three" (3)
Failed asserting that an object is empty.

/home/a/tests/RingTest.php:12`,
    test: 'testJoins with data set "three"',
    title: 'ExpectationFailedException: Failed asserting that an object is empty',
    place: 'RingTest.php',
    again: {
      body: `RingTest::testJoins with data set "four" (4)
Failed asserting that an object is empty.

/srv/b/tests/RingTest.php:14`,
    },
  },
  {
    name: 'Ruby, Timeout::Error and colours as references',
    message: '&#27;[31mexecution expired&#27;[0m',
    type: 'Timeout::Error',
    body: "./spec/ring_spec.rb:9:in `join'",
    test: 'Ring joins',
    title: 'Timeout::Error: execution expired',
    place: 'ring_spec.rb: join',
    again: { message: 'execution expired', body: "./spec/ring_spec.rb:12:in `join'" },
  },
  {
    name: 'Rust, the causes anyhow numbers',
    body: `Error: cannot join

Caused by:
    0: connect failed
    1: Connection refused (os error 111)`,
    test: 'joins',
    title: 'Connection refused (os error 111)',
    again: {
      body: `Error: cannot join

Caused by:
    0: connect failed
    1: Connection refused (os error 111)`,
    },
  },
  {
    name: 'Mocha, Node’s own assertion',
    type: 'AssertionError',
    message: 'Expected values to be strictly equal:\n\n3 !== 4\n',
    body: `AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:

3 !== 4

    at Context.<anonymous> (test/cart.spec.js:12:14)
    at callFn (node_modules/mocha/lib/runnable.js:366:21)`,
    test: 'Cart sums',
    title: 'AssertionError: Expected values to be strictly equal',
    place: 'cart.spec.js',
    again: {
      body: `AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:

'three' !== 'four'

    at Context.<anonymous> (test/cart.spec.js:31:14)`,
    },
  },
  {
    name: 'Rust, anyhow with a backtrace',
    body: `Error: could not load the ledger

Caused by:
    no such ledger on this shelf

Stack backtrace:
   0: anyhow::error::<impl core::convert::From<E> for anyhow::Error>::from
             at /home/r/.cargo/registry/src/anyhow-1.0.75/src/error.rs:565:25
   1: shelf::ledger::load
             at ./src/ledger.rs:14:5
   2: shelf::ledger::tests::loads
             at ./src/ledger.rs:40:9
test ledger::tests::loads ... FAILED
`,
    test: 'ledger::tests::loads',
    title: 'no such ledger on this shelf',
    place: 'ledger.load',
    again: {
      body: `Error: could not load the ledger

Caused by:
    no such ledger on this shelf

Stack backtrace:
   0: anyhow::error::<impl core::convert::From<E> for anyhow::Error>::from
   1: shelf::ledger::load
             at ./src/ledger.rs:19:5
`,
    },
  },
  {
    name: 'Kotest, a test that is a lambda',
    type: 'io.kotest.assertions.AssertionFailedError',
    message: 'expected:<4> but was:<3>',
    body: `io.kotest.assertions.AssertionFailedError: expected:<4> but was:<3>
\tat org.example.CartTest$1$1.invokeSuspend(CartTest.kt:14)
\tat org.example.CartTest$1$1.invoke(CartTest.kt)
\tat io.kotest.core.spec.style.scopes.RootTestScopeImpl.invoke(RootTestScope.kt:10)`,
    test: 'sums the items',
    title: 'AssertionFailedError: not the expected value in sums the items',
    place: 'CartTest',
    again: {
      body: `io.kotest.assertions.AssertionFailedError: expected:<9> but was:<7>
\tat org.example.CartTest$1$2.invokeSuspend(CartTest.kt:22)
\tat org.example.CartTest$1$2.invoke(CartTest.kt)`,
    },
  },
  {
    name: 'Go, testify with words of the author',
    message: 'Failed',
    body: `    cart_test.go:21: 
        \tError Trace:\t/w/shop/cart_test.go:21
        \tError:      \tNot equal: 
        \t            \texpected: 4
        \t            \tactual  : 3
        \tTest:       \tTestCart
        \tMessages:   \tsum of the items
--- FAIL: TestCart (0.00s)`,
    test: 'TestCart',
    title: 'sum of the items',
    place: 'cart_test.go',
    again: {
      body: `    cart_test.go:25: 
        \tError Trace:\t/home/ci/shop/cart_test.go:25
        \tError:      \tNot equal: 
        \t            \texpected: 8
        \t            \tactual  : 1
        \tTest:       \tTestCart
        \tMessages:   \tsum of the items`,
    },
  },
  {
    name: 'Swift, XCTest with words of the author',
    message: 'XCTAssertEqual failed: ("three") is not equal to ("four") - sum of the items',
    body: '/w/Tests/ShopTests/CartTests.swift:14',
    test: 'testSums',
    title: 'XCTAssertEqual failed: sum of the items',
    place: 'CartTests.swift',
    again: {
      message: 'XCTAssertEqual failed: ("one") is not equal to ("none") - sum of the items',
      body: '/w/Tests/ShopTests/CartTests.swift:19',
    },
  },
  {
    name: 'PHPUnit, a difference below the words of the author',
    type: 'PHPUnit\\Framework\\ExpectationFailedException',
    body: `App\\Tests\\CartTest::testList with data set #1 (3, 4)
the list of the items
Failed asserting that two arrays are equal.
--- Expected
+++ Actual
@@ @@
 Array (
-    0 => 'a'
+    0 => 'b'
 )

/w/tests/CartTest.php:30
`,
    test: 'testList with data set #1',
    title: 'ExpectationFailedException: the list of the items',
    place: 'CartTest.php',
    again: {
      body: `App\\Tests\\CartTest::testList with data set #1 (3, 4)
the list of the items
Failed asserting that two arrays are equal.
--- Expected
+++ Actual
@@ @@
 Array (
-    0 => 'x'
+    1 => 'y'
 )

/w/tests/CartTest.php:38
`,
    },
  },
  {
    name: 'PHPUnit, a mock that nobody called',
    type: 'PHPUnit\\Framework\\ExpectationFailedException',
    body: `App\\Tests\\MailTest::testSends
Expectation failed for method name is "send" when invoked 1 time(s).
Method was expected to be called 1 times, actually called 0 times.
`,
    test: 'testSends',
    title: 'ExpectationFailedException: Expectation failed for method name is "send" when invoked N time(s)',
    again: {
      body: `App\\Tests\\MailTest::testSends
Expectation failed for method name is "send" when invoked 2 time(s).
Method was expected to be called 2 times, actually called 1 times.
`,
    },
  },
  {
    name: 'C#, xUnit with the causes in the message',
    message: `System.AggregateException : One or more errors occurred. (refused by 10.0.0.7:5432)
---- Shop.LedgerException : the ledger is closed`,
    body: `   at System.Threading.Tasks.Task.Wait()
   at Shop.Tests.DbTests.Opens() in /w/tests/DbTests.cs:line 12
----- Inner Stack Trace -----
   at Shop.Db.Open() in /w/src/Db.cs:line 9`,
    test: 'Opens',
    title: 'LedgerException: the ledger is closed',
    place: 'Db.Open',
    again: {
      message: `System.AggregateException : One or more errors occurred. (refused by 10.0.0.9:5432)
---- Shop.LedgerException : the ledger is closed`,
      body: `   at Shop.Tests.DbTests.Opens() in C:\\w\\tests\\DbTests.cs:line 15
----- Inner Stack Trace -----
   at Shop.Db.Open() in C:\\w\\src\\Db.cs:line 11`,
    },
  },
  {
    name: 'C#, NUnit in a set-up, on Mono',
    message:
      "SetUp : System.IO.IOException : The process cannot access the file 'C:\\t\\a.db' because it is in use.",
    body: `  at Shop.Tests.DbTests.Init () [0x00001] in /w/tests/DbTests.cs:5 `,
    test: 'Opens',
    title: "IOException: The process cannot access the file '…' because it is in use",
    place: 'DbTests.Init',
    again: {
      message:
        "SetUp : System.IO.IOException : The process cannot access the file 'D:\\u\\b.db' because it is in use.",
      body: `  at Shop.Tests.DbTests.Init () [0x0000f] in /home/ci/tests/DbTests.cs:9 `,
    },
  },
  {
    name: 'C#, xUnit pointing at where strings differ',
    message: `Assert.Equal() Failure: Strings differ
          ↓ (pos 0)
Expected: "abc"
Actual:   "xbc"
          ↑ (pos 0)`,
    body: `   at Shop.Tests.CartTests.Names() in C:\\w\\tests\\CartTests.cs:line 20`,
    test: 'Names',
    title: 'Assert.Equal() Failure: Strings differ',
    place: 'CartTests.Names',
    again: {
      message: `Assert.Equal() Failure: Strings differ
            ↓ (pos 2)
Expected: "abc"
Actual:   "abd"
            ↑ (pos 2)`,
      body: `   at Shop.Tests.CartTests.Names() in C:\\w\\tests\\CartTests.cs:line 28`,
    },
  },
];
