/**
 * Jira's wiki markup as HTML, of what our comments use, after Atlassian's description of its notation
 * (https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=all): enough to look at a comment, and to read
 * what it says.
 */
export function wikiHtml(wiki: string): string {
  const html: string[] = [];
  const lines = wiki.split('\n');
  while (lines.length > 0) html.push(nextBlock(lines));
  return html.join('\n');
}

/** What somebody reads of it, one line a block, row or line. */
export function wikiText(wiki: string): string {
  const shown = wikiHtml(wiki)
    .replace(/<\/(?:td|th)>/g, ' ')
    .replace(/<[^>]*>/g, '');
  return shown.replace(/&(?:lt|gt|amp);/g, (entity) => named[entity] ?? entity);
}

const named: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

const icons: Readonly<Record<string, string>> = {
  '(/)': '✔',
  '(x)': '✘',
  '(!)': '⚠',
  '(i)': 'ⓘ',
  '(?)': '❓',
};

/** Takes the lines of the next block off the front. */
function nextBlock(lines: string[]): string {
  const [first = ''] = lines;
  if (first.trim() === '') {
    lines.shift();
    return '';
  }
  if (first.startsWith('{noformat}')) return literal(lines);
  if (first.startsWith('|')) return `<table>\n${takeWhile(lines, /^\|/).map(row).join('\n')}\n</table>`;
  if (first.startsWith('* '))
    return `<ul>\n${takeWhile(lines, /^\* /)
      .map((line) => `<li>${inline(line.slice(2))}</li>`)
      .join('\n')}\n</ul>`;
  const text = takeWhile(lines, /^(?!\||\* |\{noformat\})(?=.*\S)/);
  return `<p>${text.map(inline).join('<br>\n')}</p>`;
}

function literal(lines: string[]): string {
  lines.shift();
  const end = lines.indexOf('{noformat}');
  if (end === -1) throw new Error('a literal block has no end');
  const text = lines.splice(0, end);
  lines.shift();
  return `<pre>${escapeHtml(text.join('\n'))}</pre>`;
}

function takeWhile(lines: string[], pattern: RegExp): string[] {
  const end = lines.findIndex((line) => !pattern.test(line));
  return lines.splice(0, end === -1 ? lines.length : Math.max(1, end));
}

/** Cells end at a pipe that no backslash and no link holds. */
function row(line: string): string {
  const isHead = line.startsWith('||');
  const tag = isHead ? 'th' : 'td';
  const held = line.replace(/\\\||\[[^\]]*\|[^\]]*\]/g, (found) => found.replaceAll('|', pipe));
  const cells = held
    .replace(/\|+$/, '')
    .slice(isHead ? 2 : 1)
    .split(isHead ? '||' : '|');
  return `<tr>${cells.map((cell) => `<${tag}>${inline(cell.replaceAll(pipe, '|').trim())}</${tag}>`).join('')}</tr>`;
}

const pipe = '\uE000';
/** Characters that stand for themselves, moved out of the way of marks. */
const offset = 0xe100;

function inline(line: string): string {
  const set = line
    .replace(/\\([^\w\s])/g, (_, mark: string) => held(mark.charCodeAt(0)))
    .replace(/&#(\d{1,3});/g, (_, code: string) => held(Number(code)));
  return marked(escapeHtml(set)).replace(/[\uE100-\uE1FF]/g, (mark) =>
    escapeHtml(String.fromCharCode(mark.charCodeAt(0) - offset)),
  );
}

function held(code: number): string {
  return String.fromCharCode(offset + code);
}

function marked(text: string): string {
  return text
    .replace(/\{anchor:[\w-]+\}/g, '')
    .replace(/\{color:(#[\da-f]{3,6})\}(.*?)\{color\}/g, '<span style="color:$1">$2</span>')
    .replace(/\{\{(.*?)\}\}/g, '<code>$1</code>')
    .replace(/!([\w.-]+)\|width=(\d+)!/g, '<img alt="$1" width="$2">')
    .replace(/\[\^([\w.-]+)\]/g, '<a href="#$1">$1</a>')
    .replace(/\[~([^\]]+)\]/g, '<a class="person">@$1</a>')
    .replace(/\[([^\]|]+)\|([^\]|]+)\]/g, '<a href="$2">$1</a>')
    .replace(/(?<![\p{L}\p{N}])\*(\S(?:[^*]*\S)?)\*(?![\p{L}\p{N}])/gu, '<b>$1</b>')
    .replace(/\([/x!i?]\)/g, (icon) => icons[icon] ?? icon);
}

function escapeHtml(text: string): string {
  return text.replace(/[<>&]/g, (mark) => (mark === '<' ? '&lt;' : mark === '>' ? '&gt;' : '&amp;'));
}
