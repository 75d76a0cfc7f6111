/** Made-up reports shaped like ant's: properties, cases, Java stacks, large output. */

/** A small generator of chance (mulberry32), so that every run of a benchmark reads the same bytes. */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const properties = [
  'java.runtime.name',
  'sun.boot.library.path',
  'java.vm.version',
  'user.country.format',
  'path.separator',
  'legacy-s3-buckets',
  'file.encoding.pkg',
  'cassandra.test.driver.connection_timeout_ms',
  'java.endorsed.dirs',
  'ant.file.cassandra',
  'sun.java.command',
  'build.classes.main',
];

function stack(random: () => number): string {
  const frames = Array.from(
    { length: 8 + Math.floor(random() * 20) },
    (_, at) =>
      `\tat org.example.storage.paxos.Step${at}.lambda$apply$${at}(Step${at}.java:${Math.floor(random() * 900)})`,
  );
  return `java.lang.AssertionError: expected:&lt;1&gt; but was:&lt;2&gt;\n${frames.join('\n')}\n`;
}

function caseOf(random: () => number, at: number): string {
  const open = `  <testcase classname="org.example.distributed.test.CasTest" name="testConflictingWrites${at}" time="${(random() * 3).toFixed(3)}"`;
  if (random() > 0.07) return `${open} />\n`;
  return `${open}>\n    <failure message="expected:&lt;1&gt; but was:&lt;2&gt;" type="junit.framework.AssertionFailedError">${stack(random)}</failure>\n  </testcase>\n`;
}

function logLine(random: () => number, at: number): string {
  return `INFO  [node${at % 3}_isolatedExecutor:${at % 7}] 2022-03-0${1 + (at % 9)} 12:00:0${at % 10},${Math.floor(random() * 1000)} Step.java:${at % 900} - Read <key${at}> at [${Math.floor(random() * 1e9)}] in ${at % 50} ms\n`;
}

/** One suite of about `size` bytes: whatever its properties and cases leave is output. */
function antSuite(seed: number, size: number): string {
  const random = chance(seed);
  const cases = Array.from({ length: 1 + Math.floor(random() * 30) }, (_, at) => caseOf(random, at)).join('');
  const block = Array.from(
    { length: 40 },
    (_, at) =>
      `    <property name="${properties[at % properties.length]}.${at}" value="/usr/lib/jvm/java-11/lib:${Math.floor(random() * 1e12)}" />\n`,
  ).join('');
  const head = `<testsuite errors="0" failures="0" hostname="vm" name="org.example.distributed.test.CasTest" skipped="0" tests="1" time="0.109" timestamp="2022-03-07T12:00:00">\n  <properties>\n${block}  </properties>\n`;
  const output: string[] = [];
  for (let left = size - head.length - cases.length; left > 0;) {
    const line = logLine(random, output.length);
    output.push(line);
    left -= line.length;
  }
  return `${head}${cases}  <system-out><![CDATA[${output.join('')}]]></system-out>\n  <system-err><![CDATA[]]></system-err>\n</testsuite>\n`;
}

const declaration = '<?xml version="1.0" encoding="UTF-8" ?>\n';

/** A report of one class. */
export function smallReport(seed: number): string {
  return declaration + antSuite(seed, 20_000);
}

/** A report of many classes with much output, in pieces. */
export function* largeReport(bytes: number): Generator<string> {
  yield `${declaration}<testsuites>\n`;
  for (let left = bytes, seed = 0; left > 0; seed++) {
    const suite = antSuite(seed, 200_000);
    left -= suite.length;
    yield suite;
  }
  yield '</testsuites>\n';
}
