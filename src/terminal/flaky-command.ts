import { Command } from 'commander';
import { UserError } from '../model/errors.ts';
import type { FlakyList } from '../model/history.ts';
import { flakyDocument } from '../reports/flaky-document.ts';
import { flakyJson } from '../reports/flaky-json.ts';
import { renderGitHub } from '../trackers/github/markdown.ts';
import { renderJiraWiki } from '../trackers/jira/wiki.ts';
import { readList } from '../worker/history/list.ts';
import { askStore } from './history/open.ts';
import { knownOption } from './known-option.ts';
import { findKnownIssues } from './own-settings.ts';
import { processOutput } from './output.ts';
import { renderTerminal, type TerminalLook } from './render/document.ts';
import type { Session } from './session.ts';

interface RawFlaky {
  readonly project?: string;
  readonly branch?: string;
  readonly window: string;
  readonly until?: string;
  readonly known?: string;
  readonly json?: boolean;
  readonly format: string;
  readonly config?: string;
}

const dayMs = 86_400_000;

/** `retrial flaky`: what the history of ordinary CI builds says of each test. */
export function flakyCommand(_session: Session): Command {
  return new Command('flaky')
    .summary('list flaky, broken and never-run tests from the history')
    .description(
      'Tells flaky tests from broken ones and from tests that never ran, by what `retrial import` has kept.\nA rate is given only where passes are known.',
    )
    .option('--project <name>', 'whose history; needless when there is only one')
    .option('--branch <name>', 'of one branch only')
    .option('--window <time>', 'how far back: 30d, 8w', '30d')
    .option('--until <time>', 'where the window ends (exclusive); after the newest build unless told')
    .addOption(knownOption())
    .option('--json', 'one JSON object, schema retrial.flaky/1')
    .option('--format <format>', 'text, markdown, jira, json', 'text')
    .option('--config <file>', 'the server’s settings (YAML)')
    .action(async (raw: RawFlaky) => {
      const { out, style } = processOutput();
      const render = rendererOf(raw.json === true ? 'json' : raw.format);
      const { project, branch, until } = raw;
      const question = {
        ...(project === undefined ? {} : { project }),
        ...(branch === undefined ? {} : { branch }),
        ...(until === undefined ? {} : { until: timeFrom(until) }),
        windowMs: windowFrom(raw.window),
        knownIssues: await findKnownIssues(raw.known),
      };
      const list = await askStore(
        raw.config,
        async (store) => readList(store, question),
        async (owner) => owner.flaky(question),
      );
      out(render(list, style));
    });
}

function rendererOf(format: string): (list: FlakyList, look: TerminalLook) => string {
  switch (format) {
    case 'text':
      return (list, look) => renderTerminal(flakyDocument(list), look);
    case 'markdown':
      return (list) => `${renderGitHub(flakyDocument(list))}\n`;
    case 'jira':
      return (list) => `${renderJiraWiki(flakyDocument(list))}\n`;
    case 'json':
      return (list) => `${JSON.stringify(flakyJson(list))}\n`;
    default:
      throw new UserError('E-VALUE', `--format is one of text, markdown, jira, json, not \`${format}\`.`);
  }
}

function windowFrom(written: string): number {
  const match = /^(\d{1,4})([dw])$/.exec(written);
  const days = Number(match?.[1] ?? 0) * (match?.[2] === 'w' ? 7 : 1);
  if (days === 0) throw new UserError('E-VALUE', `--window ${written} is no window: write 30d or 8w.`);
  return days * dayMs;
}

function timeFrom(written: string): number {
  const time = Date.parse(written);
  if (Number.isNaN(time)) throw new UserError('E-VALUE', `--until ${written} is no time: write 2026-03-31.`);
  return time;
}
