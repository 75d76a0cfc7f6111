import type { Frame, Frames, Thrown } from './frame.ts';
import { baseTestName, simpleContainer } from './names.ts';
import { originOf } from './origins.ts';

/** Which test failed, as its report names it; either may be empty. */
export interface TestIdentity {
  readonly container: string;
  readonly name: string;
}

/** The first frame of the project's own code, else the first of its helpers, else none. */
export function siteOf(frames: Frames): Frame | undefined {
  let helper: Frame | undefined;
  const site = frames.find('inside', (frame) => {
    const origin = originOf(frame);
    if (origin === 'helper') helper ??= frame;
    return origin === 'project' ? frame : undefined;
  });
  return site ?? helper;
}

/** The next frame of the project's own code beyond a site, other than the same function again. */
export function callerOf(frames: Frames, site: Frame): Frame | undefined {
  let passed = false;
  return frames.find('inside', (frame) => {
    if (originOf(frame) !== 'project') return undefined;
    const isSite = frame.owner === site.owner && frame.method === site.method && frame.file === site.file;
    if (passed && !isSite) return frame;
    passed ||= isSite;
    return undefined;
  });
}

/**
 * The test method as declared, so that subclasses of a shared test share it: the outermost frame that bears the
 * test's name, else on the JVM the outermost one of the project. Tests elsewhere, and Kotest's, are often functions
 * without a name: undefined, and the report's name for the test has to do.
 */
export function entryOf(chain: readonly Thrown[], where: TestIdentity): Frame | undefined {
  const name = baseTestName(where.name);
  for (const { frames } of chain) {
    const declared = name === '' ? undefined : frames.named(name);
    if (declared !== undefined && isOwn(declared)) return declared;
    let outermost: Frame | undefined;
    const named = frames.find('outside', (frame) => {
      if (!isOwn(frame)) return undefined;
      if (frame.ecosystem === 'jvm') outermost ??= frame;
      return frame.method === name ? frame : undefined;
    });
    const found = named ?? outermost;
    if (found !== undefined) return isNameless(found) ? undefined : found;
  }
  return undefined;
}

/** A Kotlin lambda, as the tests of Kotest are: the class is known, the test is not. */
export function isNameless({ ecosystem, method, file }: Frame): boolean {
  return ecosystem === 'jvm' && (method === 'invokeSuspend' || (method === 'invoke' && /\.kts?$/.test(file)));
}

function isOwn(frame: Frame): boolean {
  const origin = originOf(frame);
  return origin === 'project' || origin === 'helper';
}

/** A frame as part of an identity: without machine and line. Files keep two segments, their volatile parts masked. */
export function frameKey(frame: Frame | undefined): string {
  if (frame === undefined) return '';
  if (frame.owner !== '' && frame.ecosystem !== 'ruby') return `${frame.owner}.${frame.method}`;
  return `${shortFile(frame.file)}:${frame.method}`;
}

/** A frame as a person reads it: `Class.method`, or `file: function`. */
export function placeText(frame: Frame | undefined): string | undefined {
  if (frame === undefined) return undefined;
  const isCallback = frame.ecosystem === 'javascript' && frame.method === '' && frame.file !== '';
  if (frame.owner !== '' && !isCallback) {
    const { owner } = frame;
    const cut = Math.max(owner.lastIndexOf('/'), owner.lastIndexOf('\\'), owner.lastIndexOf('::') + 1);
    const container = simpleContainer(cut > 0 ? owner.slice(cut + 1) : owner);
    return isNameless(frame) ? container : `${container}.${frame.method}`;
  }
  const file = frame.file.slice(Math.max(frame.file.lastIndexOf('/'), frame.file.lastIndexOf('\\')) + 1);
  return frame.method === '' ? file : `${file}: ${frame.method}`;
}

function shortFile(file: string): string {
  const plain = file.replace(/^(?:file:\/\/|webpack:\/\/)/, '').replaceAll('\\', '/');
  const parts = plain.split('/').filter((part) => part !== '' && part !== '.');
  const [folder, name] = [parts.at(-2) ?? '', parts.at(-1) ?? ''];
  return `${folder.replace(/[0-9a-f]{7,64}|\d+/g, '#')}/${name}`;
}
