import type { FakeIssue } from './state.ts';

type Condition = (issue: FakeIssue) => boolean;

/** The little of JQL that is needed: fields with one value or a list, AND before OR, brackets around the whole. */
export function conditionIn(text: string): Condition | undefined {
  const bare = /^\((.+)\)$/.exec(text)?.[1] ?? text;
  const parts = bare.split(' OR ').map((one) => one.split(' AND ').map(termIn));
  if (parts.flat().includes(undefined)) return undefined;
  return (issue) => parts.some((all) => all.every((term) => term?.(issue)));
}

function termIn(text: string): Condition | undefined {
  const [, field, list = ''] = /^(fixVersion|labels|priority|project|key) (?:=|in) (.+)$/.exec(text) ?? [];
  const values = [...list.matchAll(/"((?:[^"\\]|\\.)+)"|(?<bare>\w+)/g)].map(([whole, quoted]) =>
    (quoted ?? whole).replaceAll(/\\(.)/g, '$1'),
  );
  const has = (given: readonly string[]): boolean => given.some((one) => values.includes(one));
  switch (field) {
    case 'fixVersion':
      return ({ fixVersions }) => has(fixVersions);
    case 'key':
      return ({ key }) => has([key]);
    case 'labels':
      return ({ labels }) => has(labels);
    case 'priority':
      return ({ priority }) => has(priority === undefined ? [] : [priority]);
    case undefined:
    default:
      return undefined;
  }
}
