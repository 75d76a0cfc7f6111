import { realpath } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { Command } from 'commander';
import { noRepository, repositoryRoot } from '../checkouts/revision.ts';
import { skipInventory } from '../checkouts/skip-inventory.ts';
import { UserError } from '../model/errors.ts';
import { ignoresDocument, type IgnoresReport } from '../reports/ignores-document.ts';
import { ignoresJson } from '../reports/ignores-json.ts';
import { renderGitHub } from '../trackers/github/markdown.ts';
import { renderJiraWiki } from '../trackers/jira/wiki.ts';
import { processOutput } from './output.ts';
import { renderTerminal, type TerminalLook } from './render/document.ts';
import type { Session } from './session.ts';

interface RawIgnores {
  readonly ref: string;
  readonly history: boolean;
  readonly json?: boolean;
  readonly format: string;
}

/** `retrial ignores`: which tests are skipped, since when, why and by whom. */
export function ignoresCommand(_session: Session): Command {
  return new Command('ignores')
    .summary('list skipped tests: since when, why, by whom')
    .description(
      'Finds the skips of tests in Java, Kotlin, Python, JavaScript, TypeScript, Go and C# by their syntax, and reads from\ngit since when each stands, across moves of its file and changes of its words. Committed files only.',
    )
    .argument('[path...]', 'files or folders; the whole repository unless told')
    .option('--ref <revision>', 'the revision to look at', 'HEAD')
    .option('--no-history', 'only what stands there now: much faster')
    .option('--json', 'one JSON object, schema retrial.ignores/1')
    .option('--format <format>', 'text, markdown, jira, json', 'text')
    .action(async (paths: readonly string[], raw: RawIgnores) => {
      const { out, err, live, style } = processOutput();
      const render = rendererOf(raw.json === true ? 'json' : raw.format);
      const top = await repositoryRoot(process.cwd());
      if (top === undefined) throw await noRepository(process.cwd(), '`ignores` needs');
      const inventory = await skipInventory(top, {
        revision: raw.ref,
        paths: await withinRepository(top, paths),
        withHistory: raw.history,
        ...(live ? { onFile: (done, all) => err(`\r${done} of ${all} files read`) } : {}),
      });
      if (live) err('\r\u001b[K');
      out(render({ ...inventory, now: new Date(), withHistory: raw.history }, style));
    });
}

/** Relative to the repository, as git knows them. @throws UserError E-VALUE for a path outside */
async function withinRepository(top: string, paths: readonly string[]): Promise<readonly string[]> {
  const here = await realpath(process.cwd());
  return paths.flatMap((path) => {
    const inside = relative(top, resolve(here, path));
    if (inside.startsWith('..')) throw new UserError('E-VALUE', `${path} lies outside of ${top}.`);
    return inside === '' ? [] : [inside];
  });
}

function rendererOf(format: string): (report: IgnoresReport, look: TerminalLook) => string {
  switch (format) {
    case 'text':
      return (report, look) => renderTerminal(ignoresDocument(report), look);
    case 'markdown':
      return (report) => `${renderGitHub(ignoresDocument(report))}\n`;
    case 'jira':
      return (report) => `${renderJiraWiki(ignoresDocument(report))}\n`;
    case 'json':
      return (report) => `${JSON.stringify(ignoresJson(report))}\n`;
    default:
      throw new UserError('E-VALUE', `--format is one of text, markdown, jira, json, not \`${format}\`.`);
  }
}
