import { code, strong, text, type Block, type Inline } from '../model/document.ts';
import type { InspectedContent, InspectedRetry } from '../model/inspection.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import { count, plural } from './numbers.ts';

const MAX_SHOWN = 10;
const MAX_ATTEMPTS = 5;

/** What frameworks repeated by themselves; nothing where they repeated nothing. */
export function inspectedRetries({ retried }: Pick<InspectedContent, 'retried'>): readonly Block[] {
  if (retried.length === 0) return [];
  const all = sum(retried);
  const passed = sum(retried.filter(({ attempts }) => attempts.at(-1) === 'passed'));
  const words = `${plural(all, 'first attempt')} ${all === 1 ? 'was' : 'were'} repeated by the framework, ${count(passed)} passed in the end; first attempts count`;
  const rest = retried.length - MAX_SHOWN;
  return [
    { kind: 'paragraph', text: [strong('Retries:'), text(` ${words}`)] },
    { kind: 'list', items: retried.slice(0, MAX_SHOWN).map(item) },
    ...(rest > 0
      ? [{ kind: 'paragraph' as const, text: [text(`And ${count(rest)} more; --json has all.`)] }]
      : []),
  ];
}

function sum(retried: readonly InspectedRetry[]): number {
  return retried.reduce((total, one) => total + one.count, 0);
}

function item({ container, name, attempts, count: times, first }: InspectedRetry): readonly Inline[] {
  const test = [container, name].map(plainLine).filter((part) => part !== '');
  const shown = attempts.slice(0, MAX_ATTEMPTS).join(', then ');
  const more = attempts.length > MAX_ATTEMPTS ? ` and ${count(attempts.length - MAX_ATTEMPTS)} more` : '';
  return [
    text(`${count(times)}× ${shown}${more}: `),
    code(shorten(test.join('#') || 'a test without a name', 200)),
    text(`, ${times === 1 ? 'in' : 'first in'} `),
    code(shorten(plainLine(first), 240)),
  ];
}
