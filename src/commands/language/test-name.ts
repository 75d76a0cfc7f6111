import { parseSelector, type TestSelector } from '../../model/selector.ts';
import { sentence, shown, type Reading } from './fault.ts';

/** Characters a test's name may have; long enough for every runner's ids, short enough for a command line. */
const longest = 500;

/**
 * Reads the name of a test. It reaches the runner as one argument and never a shell; what only a shell or a
 * terminal would act on is refused all the same, for the sake of scripts further on.
 */
export function readTestName(text: string): Reading<TestSelector> {
  const trimmed = text.trim();
  const reason = nameFault(trimmed);
  if (reason !== undefined) return { wrong: sentence`${shown(trimmed)} can't be a test: ${reason}.` };
  return { value: parseSelector(trimmed) };
}

function nameFault(name: string): string | undefined {
  if (name === '') return 'it is empty';
  if (name.length > longest) return `it is longer than ${longest} characters`;
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(name)) return 'it holds an invisible character';
  const { parts } = parseSelector(name);
  if (parts.some((part) => part.text.startsWith('-'))) return 'a name begins with a dash';
  if (/[;|&`]|\$[({]/.test(name)) return 'it holds a character that a shell would act on';
  const outside = parts.some(({ container }) => /^\/(?!\/)|(?:^|[/\\])\.\.(?:[/\\]|$)/.test(container));
  return outside ? 'its path leads out of the repository' : undefined;
}
