import type { Ecosystem, Frame } from './frame.ts';

/**
 * Where a frame comes from. generated: written by a compiler or proxy, says nothing. framework: runtime, test runner,
 * build tool, assertion or mocking library. helper: project code that checks, waits or converts for others.
 */
export type Origin = 'generated' | 'framework' | 'helper' | 'project';

/** Packages of JVM runtimes, test frameworks and build tools, at one to four segments. */
const jvmPackages = new Set(
  `java javax jdk sun com.sun kotlin kotlinx scala groovy clojure jakarta android dalvik
   org.codehaus.groovy org.apache.groovy io.reactivex reactor.core
   org.junit junit org.opentest4j org.apiguardian org.testng org.hamcrest org.assertj org.fest org.mockito
   org.powermock org.easymock io.mockk org.jmock mockit com.google.common.truth org.spockframework spock io.kotest
   org.scalatest org.specs2 munit utest org.scalacheck weaver net.jqwik io.cucumber cucumber.api org.concordion
   org.awaitility com.jayway.awaitility net.javacrumbs org.jetbrains.spek org.robolectric androidx.test
   com.tngtech.java com.carrotsearch.randomizedtesting com.pholser.junit com.github.stefanbirkner
   org.springframework.test org.springframework.aop org.springframework.cglib net.sf.cglib net.bytebuddy javassist
   org.apache.maven org.apache.tools.ant org.gradle worker.org.gradle org.codehaus.plexus sbt com.intellij
   org.eclipse.jdt org.eclipse.aether com.google.testing.junit com.google.testing.testsize xsbt`.split(/\s+/),
);

const jvmStart = new RegExp(
  `(?:app//)?(?:${[...jvmPackages].map((name) => name.replaceAll('.', '\\.')).join('|')})\\.`,
  'y',
);

/** Without reading the frame that begins at an offset: whether it surely is of a JVM framework. */
export function isFrameworkLine(text: string, offset: number): boolean {
  jvmStart.lastIndex = offset;
  return jvmStart.test(text);
}

/** Pieces of a path that mark files no project of its own has written, by ecosystem. */
const foreignPaths: Readonly<Record<Ecosystem, readonly string[]>> = {
  jvm: [],
  python: [
    'site-packages/',
    'dist-packages/',
    '/lib/python',
    '\\Lib\\',
    '/_pytest/',
    '<frozen ',
    '<string>',
    '/unittest/',
  ],
  javascript: [
    'node:',
    'node_modules/',
    'node_modules\\',
    'internal/',
    '<anonymous>',
    'native',
    'webpack/runtime',
    'bun:',
    'ext:',
  ],
  go: [
    '/usr/local/go/',
    '/go/src/runtime/',
    '/go/src/testing/',
    '/pkg/mod/',
    '/libexec/src/',
    '/toolchain@',
    '/vendor/',
  ],
  rust: [
    '/rustc/',
    '.cargo/registry',
    '.cargo\\registry',
    '/rustlib/',
    'library/std',
    'library/core',
    'library/alloc',
    'library/test',
  ],
  dotnet: ['/_/src/', '/dotnet/runtime'],
  php: ['/vendor/', '\\vendor\\', 'phar://'],
  ruby: ['/gems/', '/lib/ruby/', '<internal:', '/bin/'],
  swift: ['/XCTest', 'libswift', 'XCTAssert'],
  other: ['/usr/include/', '/usr/lib/', '/site-packages/', '/node_modules/'],
};

/** Starts of function or class names that belong to a runtime or test framework, by ecosystem. */
const foreignNames: Readonly<Record<Ecosystem, readonly string[]>> = {
  jvm: [],
  python: ['unittest.', '_pytest.', 'pluggy.'],
  javascript: ['Promise.', 'new Promise', 'processTicksAndRejections', 'Module.'],
  go: [
    'runtime.',
    'testing.',
    'panic',
    'reflect.',
    'sync.',
    'created by ',
    'github.com/stretchr/testify',
    'github.com/onsi/',
  ],
  rust: [
    'std::',
    'core::',
    'alloc::',
    'test::',
    'rust_begin_unwind',
    '__rust',
    '<alloc::',
    '<core::',
    'tokio::',
    'start_thread',
    'clone',
  ],
  dotnet: [
    'System.',
    'Microsoft.',
    'Xunit.',
    'NUnit.',
    'Moq.',
    'FluentAssertions.',
    'Shouldly.',
    'NSubstitute.',
    'InvokeStub_',
  ],
  php: ['PHPUnit\\', 'PHPUnit_', 'Mockery\\', 'Pest\\', 'Codeception\\', '{main}'],
  ruby: ['RSpec::', 'Minitest::', 'Kernel#', 'BasicObject#'],
  swift: ['XCT', 'swift_', '_dispatch', 'start_wqthread', 'main'],
  other: ['testing::', 'std::', '__libc'],
};

/** Classes, modules and files that work for others: the caller is the place. Judged on the last name alone. */
const helperOwner =
  /(?:Utils?|Utilities|Helpers?|Preconditions|Assert(?:s|ions?)?|Expectations?|Matchers?|Verif(?:y|ier|ications?)|Validate|Validations?|Waiter|Await|Awaiter|Eventually|Polling|Retrier|Retryer|RetryRunner|Retr(?:y|ies)Util)$/;
const helperFile =
  /(?:^|[_.-])(?:utils?|helpers?|assert(?:s|ions?)?|wait(?:ing)?|retry|polling)(?:_?test)?$/i;
const helperMethod =
  /^(?:wait(?:For|Until|_for|_until)|eventually|retry|retries|await|assert(?:Eventually|That)|attempt|attemptRepeatedly)$/;

/** Before a frame is taken for the place of a failure: where does it come from. */
export function originOf(frame: Frame): Origin {
  if (frame.ecosystem === 'jvm') return jvmOrigin(frame);
  if (foreignPaths[frame.ecosystem].some((piece) => frame.file.includes(piece))) return 'framework';
  const name = frame.owner === '' ? frame.method : frame.owner;
  if (foreignNames[frame.ecosystem].some((start) => name.startsWith(start))) return 'framework';
  if (frame.owner === '' && frame.method === '' && frame.file === '') return 'generated';
  const isHelper =
    helperFile.test(stem(frame.file)) ||
    helperMethod.test(frame.method) ||
    helperOwner.test(lastName(frame.owner));
  return isHelper ? 'helper' : 'project';
}

function jvmOrigin(frame: Frame): Origin {
  const owner = frame.owner;
  if (frame.isTested === undefined && frameworkOf(owner) !== '') return 'framework';
  if (frame.method === '') return 'generated';
  const dollar = owner.indexOf('$');
  const outer = owner.slice(
    owner.lastIndexOf('.', dollar < 0 ? owner.length : dollar) + 1,
    dollar < 0 ? owner.length : dollar,
  );
  return helperOwner.test(outer) || helperMethod.test(frame.method) ? 'helper' : 'project';
}

/**
 * The JVM framework a class belongs to, as its package; empty if to none. A test whose class belongs to one tests
 * that framework, whose frames are then the project's.
 */
export function frameworkOf(owner: string): string {
  let dot = -1;
  for (let depth = 0; depth < 4; depth++) {
    dot = owner.indexOf('.', dot + 1);
    if (dot < 0) return depth === 0 && jvmPackages.has(owner) ? owner : '';
    if (jvmPackages.has(owner.slice(0, dot))) return owner.slice(0, dot);
  }
  return '';
}

function stem(file: string): string {
  const base = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  const dot = base.indexOf('.');
  return dot > 0 ? base.slice(0, dot) : base;
}

function lastName(owner: string): string {
  return owner.slice(Math.max(owner.lastIndexOf('.'), owner.lastIndexOf(':'), owner.lastIndexOf('\\')) + 1);
}
