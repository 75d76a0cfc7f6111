import { describe, expect, it } from 'vitest';
import type { Failure } from '../../src/model/iteration.ts';
import { signatureOf } from '../../src/failures/signature-of.ts';

const where = { container: 'org.example.LedgerTest', name: 'closes' };

/** Two failures and whether they are one cause: a table a person can review. */
const pairs: readonly {
  readonly name: string;
  readonly same: boolean;
  readonly a: Partial<Failure>;
  readonly b: Partial<Failure>;
  readonly inB?: { readonly container: string; readonly name: string };
}[] = [
  {
    name: 'JUnit 4 and JUnit 5 say the same assertion differently',
    same: true,
    a: jvm('java.lang.AssertionError: rows expected:<3> but was:<4>', 'org.example.LedgerTest.closes'),
    b: jvm(
      'org.opentest4j.AssertionFailedError: rows ==> expected: <3> but was: <5>',
      'org.example.LedgerTest.closes',
    ),
  },
  {
    name: 'a message as attribute and the same message only in the text',
    same: true,
    a: {
      ...jvm('java.io.IOException: disk 7 is full', 'org.example.Disk.write'),
      type: 'java.io.IOException',
      message: 'disk 7 is full',
    },
    b: jvm('java.io.IOException: disk 12 is full', 'org.example.Disk.write'),
  },
  {
    name: 'wrapped once and wrapped twice in the message',
    same: true,
    a: jvm('java.io.IOException: java.io.IOException: disk is full', 'org.example.Disk.write'),
    b: jvm(
      'java.io.IOException: java.io.IOException: java.io.IOException: disk is full',
      'org.example.Disk.write',
    ),
  },
  {
    name: 'the same wait called from two places',
    same: false,
    a: jvm(
      'java.util.concurrent.TimeoutException: not ready',
      'org.example.WaitUtils.waitFor',
      'org.example.A.start',
    ),
    b: jvm(
      'java.util.concurrent.TimeoutException: not ready',
      'org.example.WaitUtils.waitFor',
      'org.example.B.start',
    ),
  },
  {
    name: 'two assertions of one test at different lines, one with words',
    same: false,
    a: jvm('java.lang.AssertionError', 'org.example.LedgerTest.closes'),
    b: jvm('java.lang.AssertionError: ledger still open', 'org.example.LedgerTest.closes'),
  },
  {
    name: 'one checking helper method called by two tests',
    same: false,
    a: jvm(
      'java.lang.AssertionError: expected:<1> but was:<2>',
      'org.example.Base.check',
      'org.example.LedgerTest.closes',
    ),
    b: jvm(
      'java.lang.AssertionError: expected:<1> but was:<2>',
      'org.example.Base.check',
      'org.example.LedgerTest.opens',
    ),
    inB: { container: 'org.example.LedgerTest', name: 'opens' },
  },
  {
    name: 'a shared test run by two subclasses',
    same: true,
    a: jvm('java.lang.AssertionError: no rows', 'org.example.BaseTest.closes'),
    b: jvm('java.lang.AssertionError: no rows', 'org.example.BaseTest.closes'),
    inB: { container: 'org.example.OtherLedgerTest', name: 'closes' },
  },
  {
    name: 'parameters of one test',
    same: true,
    a: { message: 'test timed out after 1000 milliseconds', type: 'java.lang.Exception' },
    b: { message: 'test timed out after 60 seconds', type: 'org.junit.runners.model.TestTimedOutException' },
    inB: { container: where.container, name: 'closes[3: size=7]' },
  },
  {
    name: 'the time limit of two tests',
    same: false,
    a: { message: 'test timed out after 1000 milliseconds', type: 'java.lang.Exception' },
    b: { message: 'test timed out after 1000 milliseconds', type: 'java.lang.Exception' },
    inB: { container: where.container, name: 'opens' },
  },
  {
    name: 'exit codes',
    same: false,
    a: { kind: 'error', message: 'the forked process ended with exit code 137' },
    b: { kind: 'error', message: 'the forked process ended with exit code 143' },
  },
  {
    name: 'error codes of a product',
    same: false,
    a: { kind: 'error', message: 'TS6258: option typeRoots is misplaced' },
    b: { kind: 'error', message: 'TS6133: option typeRoots is misplaced' },
  },
  {
    name: 'an error without stack in two tests, told by its words',
    same: true,
    a: { kind: 'error', message: 'could not reach the database at 10.0.0.1:5432' },
    b: { kind: 'error', message: 'could not reach the database at 10.0.0.9:5432' },
    inB: { container: 'org.example.OtherTest', name: 'opens' },
  },
  {
    name: 'one word without stack in two tests',
    same: false,
    a: { kind: 'error', message: 'Failed' },
    b: { kind: 'error', message: 'Failed' },
    inB: { container: 'org.example.OtherTest', name: 'opens' },
  },
  {
    name: 'an argument refused by one check, from two callers',
    same: false,
    a: jvm('java.lang.IllegalArgumentException: negative', 'org.example.Money.of', 'org.example.Ledger.add'),
    b: jvm(
      'java.lang.IllegalArgumentException: negative',
      'org.example.Money.of',
      'org.example.Ledger.remove',
    ),
  },
  {
    name: 'lambdas and anonymous classes numbered by the compiler',
    same: true,
    a: jvm('java.io.IOException: gone', 'org.example.Disk$1.lambda$write$3'),
    b: jvm('java.io.IOException: gone', 'org.example.Disk$2.lambda$write$11'),
  },
  {
    name: 'class loaders and modules before the frame',
    same: true,
    a: jvm('java.io.IOException: gone', 'java.base/java.io.File.open', 'app//org.example.Disk.write'),
    b: jvm('java.io.IOException: gone', 'java.base@17.0.2/java.io.File.open', 'org.example.Disk.write'),
  },
  {
    name: 'a thread dump inside the message',
    same: true,
    a: jvm(
      'java.util.concurrent.TimeoutException: not ready. Thread diagnostics:\n"main" prio=5\n        at x.Y.z(Y.java:1)',
      'org.example.A.start',
    ),
    b: jvm(
      'java.util.concurrent.TimeoutException: not ready. Thread diagnostics:\n"pool" prio=1\n        at q.R.s(R.java:2)',
      'org.example.A.start',
    ),
  },
];

describe('a signature', () => {
  it('takes no place from a dump of all threads whose own stack was cut off', () => {
    const dump = (thread: string, at: string): string =>
      `java.util.TimeoutException: not open. Thread diagnostics:\n\n"${thread}" daemon prio=5 tid=7 waiting\njava.lang.Thread.State: WAITING\n        at ${at}(X.java:1)\n        at java.lang.Thread.run(Thread.java:1)\n`;
    const one = signatureOf(failure({ body: dump('main', 'org.shop.Pool.take') }), where);
    const other = signatureOf(failure({ body: dump('IPC "7', 'org.shop.Queue.poll') }), where);
    expect(one.signature).toEqual({ id: other.signature.id, title: 'TimeoutException: not open' });
  });

  it.each(pairs)('is the same ($same) for $name', ({ a, b, inB, same }) => {
    const first = signatureOf(failure(a), where).signature.id;
    const second = signatureOf(failure(b), inB ?? where).signature.id;
    expect(first === second).toBe(same);
  });

  it('takes the cause, not what it was wrapped in', () => {
    const body = `${jvmText('java.lang.RuntimeException: outer', ['org.example.A.run'])}\nCaused by: ${jvmText('java.io.IOException: inner', ['org.example.B.read'])}\n\t... 5 more`;
    const print = signatureOf(failure({ body }), where);
    expect(print.signature).toMatchObject({ title: 'IOException: inner', place: 'B.read' });
    expect(print.rules).toContain('root cause');
  });

  it('takes the place from the wrapper where the cause has none of the project', () => {
    const body = `${jvmText('java.lang.RuntimeException: outer', ['org.example.A.run'])}\nCaused by: ${jvmText('java.io.IOException: inner', ['java.io.File.read'])}`;
    const print = signatureOf(failure({ body }), where);
    expect(print.signature).toMatchObject({ title: 'IOException: inner', place: 'A.run' });
    expect(print.rules).toContain('place from the wrapper');
  });

  it('sees the project in a framework that is itself what is tested', () => {
    const body = jvmText('org.mockito.exceptions.SomeException: broken', [
      'org.mockito.internal.Stubber.stub',
      'org.mockito.internal.StubberTest.stubs',
    ]);
    const own = signatureOf(failure({ body }), {
      container: 'org.mockito.internal.StubberTest',
      name: 'stubs',
    });
    expect(own.signature.place).toBe('Stubber.stub');
    expect(signatureOf(failure({ body }), where).signature.place).toBeUndefined();
  });

  it('looks into what was suppressed where causes run in a circle', () => {
    const body = `${jvmText('java.io.IOException: outer', ['java.io.File.read'])}\n\tSuppressed: ${jvmText('org.example.LeakException: leak', ['org.example.B.close']).replaceAll('\n\t', '\n\t\t')}\nCaused by: [CIRCULAR REFERENCE:java.io.IOException: outer]`;
    expect(signatureOf(failure({ body }), where).signature.title).toBe('LeakException: leak');
  });

  it.each([
    [
      'org.example.CasWriteTimeoutException: CAS operation timed out: received 1 of 2 required responses',
      'CasWriteTimeoutException: CAS operation timed out',
    ],
    [
      'org.example.ShutdownException: Uncaught exceptions were thrown',
      'ShutdownException: Uncaught exceptions were thrown',
    ],
    ['java.lang.AssertionError', 'AssertionError in Ledger.close'],
    [
      'java.lang.AssertionError: expected:<1> but was:<2>',
      'AssertionError: not the expected value in Ledger.close',
    ],
    [
      'java.lang.AssertionError: rows are missing expected:<1> but was:<2>',
      'AssertionError: rows are missing',
    ],
    [
      'java.io.IOException: Failed init RocksDB, db path : /tmp/w/om.db, exception: lock',
      'IOException: Failed init RocksDB, db path',
    ],
  ])('is called what a person would call it: %s', (header, title) => {
    const print = signatureOf(failure(jvm(header, 'org.example.Ledger.close')), where);
    expect(print.signature.title).toBe(title);
  });

  it('takes the type a remote exception carries', () => {
    const body = jvmText(
      'org.example.ipc.RemoteException(org.example.NotReadyException): node 3 is not ready',
      ['org.example.B.call'],
    );
    expect(signatureOf(failure({ body }), where).signature.title).toBe(
      'NotReadyException: node N is not ready',
    );
  });

  it('takes the type behind an error code', () => {
    const body = jvmText('VOLUME_FULL org.example.StoreException: volume 9 is full', ['org.example.B.call']);
    expect(signatureOf(failure({ body }), where).signature.title).toBe(
      'StoreException: VOLUME_FULL volume N is full',
    );
  });

  it('knows nothing but the test of an empty failure', () => {
    const print = signatureOf(failure({}), where);
    expect(print.signature.title).toBe('Failed without a message in closes');
    expect(print.rules).toContain('nothing but the test');
  });

  it('names a place for the time limit but does not build on it', () => {
    const a = signatureOf(stuck('org.example.A.park'), where);
    const b = signatureOf(stuck('org.example.B.park'), where);
    expect(a.signature.id).toBe(b.signature.id);
    expect(a.signature).toMatchObject({ title: 'closes timed out', place: 'A.park' });
  });

  it('carries the version of the algorithm and 16 hex digits', () => {
    expect(signatureOf(failure({}), where).signature.id).toMatch(/^s1-[0-9a-f]{16}$/);
  });

  it('does not change from release to release without a new version', () => {
    const print = signatureOf(
      failure(jvm('java.io.IOException: disk 7 is full', 'org.example.Disk.write')),
      where,
    );
    expect(print.signature.id).toBe('s1-66a830b633c96018');
  });
});

function stuck(method: string): Failure {
  return failure({ kind: 'timeout', ...jvm('java.lang.Exception: test timed out after 10 seconds', method) });
}

function failure(from: Partial<Failure>): Failure {
  return { kind: 'failure', type: '', message: '', body: '', ...from };
}

function jvm(header: string, ...methods: readonly string[]): Partial<Failure> {
  return { kind: 'error', body: jvmText(header, methods) };
}

function jvmText(header: string, methods: readonly string[]): string {
  return [header, ...methods.map((method, line) => `\tat ${method}(File.java:${line + 1})`)].join('\n');
}
