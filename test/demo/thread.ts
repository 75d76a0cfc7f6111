import { textOf, type FakeComment } from '../fakes/github/state.ts';

const signs: Readonly<Record<string, string>> = {
  eyes: '👀',
  rocket: '🚀',
  confused: '😕',
  '-1': '👎',
  '+1': '👍',
};

/** A ticket's thread as a person reads it on the page: folded parts opened, hidden marks left out. */
export function threadText(comments: readonly FakeComment[]): string {
  return comments.map(commentText).join('\n\n');
}

function commentText(comment: FakeComment): string {
  const edits = comment.versions.length - 1;
  const facts = [
    comment.createdAt.slice(11, 19),
    ...(edits === 0 ? [] : [`edited ${edits} time${edits === 1 ? '' : 's'}`]),
    ...(comment.minimised ? ['folded away as outdated'] : []),
    ...comment.reactions.map(({ content, login }) => `${signs[content] ?? content} by ${login}`),
  ];
  const lines = [
    `╭─ ${comment.author} · ${facts.join(' · ')}`,
    ...readable(textOf(comment))
      .split('\n')
      .map((line) => `│ ${line}`.trimEnd()),
    '╰─',
  ];
  return lines.join('\n');
}

/** GitHub's page shows no HTML comments, opens details with a triangle, and unescapes what Markdown escaped. */
function readable(body: string): string {
  return body
    .replaceAll(/<!--[\s\S]*?-->/g, '')
    .replaceAll(/<details>\s*<summary>([\s\S]*?)<\/summary>/g, '▸ $1')
    .replaceAll('</details>', '')
    .replaceAll(/<\/?code>/g, '`')
    .replaceAll(/<\/?\w+>/g, '')
    .replaceAll(/\\([!-/:-@[-`{-~])/g, '$1')
    .replaceAll('&#8203;', '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}
