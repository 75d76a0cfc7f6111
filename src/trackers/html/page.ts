import { html } from 'hono/html';
import type { Block, Document, Inline, Mark } from '../../model/document.ts';
import { plainLine, plainText } from '../../model/plain-text.ts';
import { webAddress } from '../rendering/inline.ts';
import { style } from './style.ts';

/** HTML whose texts are escaped. */
type Html = ReturnType<typeof html>;

const signs: Readonly<Record<Mark, string>> = {
  pass: '✔',
  fail: '✘',
  warn: '!',
  info: 'i',
  wait: '…',
  confused: '?',
};

/**
 * A document as a page that stands by itself: nothing is loaded, nothing runs, and text of any origin is text. For a
 * file, a mail or a build's artifacts.
 */
export function renderHtml(document: Document): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="referrer" content="no-referrer" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${titleOf(document)}</title>
        ${style}
      </head>
      <body>
        <main>${document.blocks.map(blockOf)}</main>
      </body>
    </html>`;
  if (page instanceof Promise) throw new TypeError('a page waits for nothing');
  return `${page}\n`;
}

function titleOf({ blocks, topic }: Document): string {
  const headline = blocks.find((block) => block.kind === 'headline');
  const words = headline === undefined ? '' : plainLine(headline.text.map(wordsOf).join(''));
  return words === '' ? `Retrial ${plainLine(topic.id)}` : words;
}

function wordsOf(inline: Inline): string {
  return inline.kind === 'person' ? inline.login : inline.text;
}

function blockOf(block: Block): Html {
  switch (block.kind) {
    case 'headline':
      return html`<h1 class="${block.mark}">
        <span class="sign">${signs[block.mark]}</span> ${lineOf(block.text)}
      </h1>`;
    case 'paragraph':
      return html`<p>${lineOf(block.text)}</p>`;
    case 'list':
      return html`<ul>
        ${block.items.map((item) => html`<li>${lineOf(item)}</li>`)}
      </ul>`;
    case 'table':
      return tableOf(block);
    case 'code':
      // The first line end after the tag is not shown, so one is given away.
      return html`<pre>${`\n${plainText(block.text)}`}</pre>`;
    case 'fold':
      return html`<details>
        <summary>${lineOf(block.summary)}</summary>
        ${block.blocks.map(blockOf)}
      </details>`;
  }
}

function tableOf({ columns, rows }: Extract<Block, { kind: 'table' }>): Html {
  const head = columns.map(({ title, align }) => html`<th class="${align}">${plainLine(title)}</th>`);
  const body = rows.map((row) => {
    const cells = columns.map(({ align }, at) => html`<td class="${align}">${lineOf(row[at] ?? [])}</td>`);
    return html`<tr>
      ${cells}
    </tr>`;
  });
  return html`<div class="wide">
    <table>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`;
}

function lineOf(inlines: readonly Inline[]): readonly Html[] {
  return inlines.map(inlineOf);
}

function inlineOf(inline: Inline): Html {
  if (inline.kind === 'person') return html`<b>${shown(inline.login)}</b>`;
  const words = shown(inline.text);
  switch (inline.kind) {
    case 'text':
      return html`${words}`;
    case 'strong':
      return html`<strong>${words}</strong>`;
    case 'code':
      return html`<code>${words}</code>`;
    case 'link':
      return linked(words, webAddress(inline.url));
  }
}

function linked(words: string, url: URL | undefined): Html {
  if (url === undefined) return html`${words}`;
  const label = words.trim() === '' ? 'link' : words;
  return html`<a href="${url.href}" rel="noopener noreferrer">${label}</a>`;
}

/** In one line; a space at an end parts it from its neighbour. */
function shown(text: string): string {
  return plainText(text).replace(/\s+/g, ' ');
}
