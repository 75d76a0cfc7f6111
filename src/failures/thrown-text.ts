import { framesOf, type Ecosystem, type Frame, type Thrown } from './frame.ts';
import { frameOfLine } from './frames/formats.ts';
import { isType, typeAndMessage } from './header.ts';

/** Lines of a block that are kept as its header, and frames that are kept as its stack. */
const mostHeaderLines = 24;
const mostFrames = 200;
/** Exceptions of a chain that are read. */
const mostBlocks = 100;
const longestLine = 1_000;

interface Block {
  /** Lines before the first frame. */
  readonly before: string[];
  /** The exception line that Python prints after its frames; pytest's lines marked `E`. */
  readonly after: string[];
  readonly frames: Frame[];
  /** Whether the next block is this one's cause, or the exception this one led to. */
  next: 'cause' | 'effect';
  /** Whether a line said that all below it is the stack, of which Rust prints functions and places in turn. */
  isStack: boolean;
}

/** Languages whose runners print `file:line` above what they have to say. */
const placeFirst = new Set<Ecosystem>(['go', 'rust', 'swift', 'other']);

/** Where a JVM's dump of all threads begins: what follows is where they were, not where the test failed. */
const threadDump =
  /^(?:Full thread dump |java\.lang\.Thread\.State: |"[^"]{1,400}" [^"]{0,80}\b(?:prio|tid|Id)=)/;

/** Between the stack of an exception of .NET and that of its cause, whose header stands above both. */
const innerStack = /^(?:----- Inner Stack Trace|--[A-Z]\w{0,200}(?:Exception|Error)$)/;

/** Python's sentences between two tracebacks: the first caused the second. */
const pythonLinks = [
  'The above exception was the direct cause of',
  'During handling of the above exception, another exception',
];

/** What an author says of an assertion of testify's, below what testify says. */
const testifyMessage = /^Messages:\s*\t\s*(\S.*)$/;

/** Lines that tell about the run, not about the failure. */
const noise =
  /^(?:Traceback \(most recent call last\):|=== (?:RUN|CONT|PAUSE|NAME)|--- (?:FAIL|PASS|SKIP)|Location:$|test \S{1,300} \.\.\. |test result: |failures:$|running \d{1,9} tests?$|note: run with|FAILURES!|_ _ _ |[=_*~^-]{4,}|Stack trace:|Test:\s)/;

/** Reads a failure text of any language but the JVM's tab format: its chain, top first, root cause last. */
export function textChain(text: string): readonly Thrown[] {
  const blocks = blocksOf(text.includes(groupHeader) ? ungrouped(text) : text);
  const chain: Thrown[] = [];
  for (const [index, block] of blocks.entries()) {
    const thrown = thrownOf(block);
    if (index > 0 && blocks[index - 1]?.next === 'effect') chain.unshift(thrown);
    else chain.push(thrown);
  }
  return chain;
}

/** How Python begins the traceback of an exception group; those inside stand behind bars, numbered. */
const groupHeader = 'Exception Group Traceback (most recent call last):';

/** A group as a chain: the first exception inside is its cause, since one of them says why. */
function ungrouped(text: string): string {
  const second = text.search(/^[ ]{0,80}\+-{4,40} 2 -{4,40}$/m);
  return (second < 0 ? text : text.slice(0, second))
    .replace(/^[ ]{0,80}\+-\+?-{3,40} 1 -{4,40}$/gm, 'Caused by:')
    .replace(/^[ ]{0,80}[|+] ?/gm, '')
    .replaceAll(groupHeader, 'Traceback (most recent call last):');
}

function newBlock(): Block {
  return { before: [], after: [], frames: [], next: 'cause', isStack: false };
}

function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let block = newBlock();
  let previous = '';
  let goroutines = 0;
  for (let at = 0, end = 0; at < text.length; at = end + 1) {
    end = text.indexOf('\n', at);
    if (end < 0) end = text.length;
    if (end === at) continue;
    const raw = text.slice(at, Math.min(end, at + 2 * longestLine));
    const line = raw.trim();
    if (line === '') continue;
    if (line.startsWith('goroutine ') && ++goroutines > 1) break;
    if (threadDump.test(line)) break;
    if (blocks.length === mostBlocks) break;
    const started = startOfBlock(line);
    if (innerStack.test(line)) {
      blocks.at(-1)?.frames.push(...block.frames.splice(0));
    } else if (started === undefined) {
      read(block, raw, previous);
    } else {
      block.next = started.next;
      blocks.push(block);
      block = newBlock();
      if (started.rest !== '') block.before.push(started.rest);
    }
    previous = line;
  }
  blocks.push(block);
  return blocks.filter((one, at) => at === 0 || one.before.length + one.after.length + one.frames.length > 0);
}

function startOfBlock(line: string): { next: Block['next']; rest: string } | undefined {
  for (const mark of ['Caused by: ', '[cause]: ', '---> ', '----> ']) {
    if (line.startsWith(mark)) return { next: 'cause', rest: line.slice(mark.length, longestLine) };
  }
  if (line.startsWith('---- ') && typeAndMessage(line.slice(5, longestLine)).type !== '') {
    return { next: 'cause', rest: line.slice(5, longestLine) };
  }
  if (line === 'Caused by:' || line === 'Caused by') return { next: 'cause', rest: '' };
  if (pythonLinks.some((link) => line.startsWith(link))) return { next: 'effect', rest: '' };
  return undefined;
}

function read(block: Block, raw: string, previous: string): void {
  const line = raw.trim();
  const frame = frameOfLine(line, previous);
  if (frame !== undefined) {
    // What a Go program logs stands above the line of the test that failed.
    if (block.frames.length === 0 && /^[\w.-]{1,200}_test\.go:\d{1,9}:/.test(line)) block.before.length = 0;
    if (block.frames.length < mostFrames) block.frames.push(frame);
    const said = saidBeside(line);
    if (said !== '') keep(block.frames.length > 1 ? block.after : block.before, said);
    return;
  }
  block.isStack ||= /^stack backtrace:/i.test(line);
  if (block.isStack || noise.test(line)) return;
  const said = testifyMessage.exec(line)?.[1];
  if (said !== undefined && block.before.length > 0) block.before.unshift(`${said.slice(0, longestLine)}:`);
  else if (/^E\s/.test(line)) keep(block.after, line.slice(1).trim());
  else if (saysMore(block)) keep(block.before, line.replace(/^Error:\s*\t\s*/, ''));
  else if (block.frames[0]?.ecosystem === 'python' && !/^\s/.test(raw)) keep(block.after, line);
}

/** Before the first frame; and where runners print the place first and the message below it. */
function saysMore(block: Block): boolean {
  return block.frames.every(({ ecosystem, method }) => method === '' && placeFirst.has(ecosystem));
}

function keep(lines: string[], line: string): void {
  if (lines.length < mostHeaderLines) lines.push(line.slice(0, longestLine));
}

/** Runners that print a file and line first and the message after it, in one line. */
function saidBeside(line: string): string {
  const thread = /^thread '[^\n']{0,200}' panicked at '(.*)', [^\s']{1,400}$/.exec(line);
  if (thread !== null) return `panic: ${thread[1] ?? ''}`;
  if (line.startsWith("thread '")) return 'panic:';
  const beside = /^[^\s:]{1,400}(?::\d{1,9}){1,2}: (.+)$/s.exec(line.replace(/^[A-Za-z]:(?=[\\/])/, ''));
  const said = beside?.[1] ?? '';
  return /^in [\w.<>]+$/.test(said)
    ? ''
    : said.replace(/^(?:fatal )?error: (?:[-+]\[[^\]]{1,400}\] : |[\w.]{1,400}\.\w{1,400} : )?/, '');
}

function thrownOf(block: Block): Thrown {
  const innermostLast = block.frames[0]?.ecosystem === 'python';
  const frames = framesOf(innermostLast ? block.frames.toReversed() : block.frames);
  const { type, message } = headerOf(block);
  return { type, message, frames };
}

/** How Rust's anyhow and eyre number the causes of an error, the root last. */
const listed = /^\d{1,3}: (?=\S)/;

/** PHPUnit's texts begin with the test's name and its data set. */
function withoutTestName({ before, frames }: Block): readonly string[] {
  const isNamed = (frames[0]?.ecosystem ?? 'php') === 'php' && before.length > 1;
  return isNamed && /^[\w\\]{1,400}::\w{1,400}(?: with data set .*)?$/.test(before[0] ?? '')
    ? before.slice(1)
    : before;
}

/** The exception line wins over the code around it; a bare type, as pytest prints it, is completed by the rest. */
function headerOf(block: Block): { type: string; message: string } {
  const lines = block.after.length > 0 ? block.after : withoutTestName(block);
  if (lines.length > 0 && lines.every((line) => listed.test(line)))
    return { type: '', message: (lines.at(-1) ?? '').replace(listed, '') };
  const bare = [...block.after, ...block.before].find((line) => isType(line)) ?? '';
  for (const [index, line] of lines.entries()) {
    const header = typeAndMessage(line);
    if (header.type === '' || (header.message === '' && index > 0)) continue;
    const rest = lines.slice(index + 1).filter((one) => one !== bare);
    return { type: header.type, message: [header.message, ...rest].join('\n').trim() };
  }
  return { type: bare, message: lines.filter((line) => line !== bare).join('\n') };
}
