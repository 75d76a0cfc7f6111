import { Command } from 'commander';
import { proofOf, type Verification } from '../model/verification.ts';
import { verificationDocument } from '../reports/verification-document.ts';
import { verificationJson } from '../reports/verification-json.ts';
import { verifyById } from '../worker/verify-by-id.ts';
import { hasStore, orOwner, withStore } from './history/open.ts';
import { processOutput } from './output.ts';
import { knownOption } from './known-option.ts';
import { findKnownIssues } from './own-settings.ts';
import { noSuchRun, runFolder } from './repeat/kept-plan.ts';
import { renderTerminal } from './render/document.ts';
import type { Session } from './session.ts';
import { verifyFolder } from './verify/folder.ts';

interface RawVerify {
  readonly json?: boolean;
  readonly known?: string;
  readonly config?: string;
}

/** `retrial verify`: does the evidence still give what was reported? */
export function verifyCommand(session: Session): Command {
  return new Command('verify')
    .summary('compute a finished run’s numbers again from its evidence')
    .description(
      'Reads the evidence of a run again and computes its iterations, signatures and numbers anew; says equal, or what differs.\nA run of this folder’s .retrial is looked for first, then the server’s store, whose evidence also carries hashes.\nExit codes: 0 equal; 1 something differs; 3 nothing differs, but not all, or nothing, could be looked at, or older rules read it otherwise than today’s.',
    )
    .argument('<run>', 'the run, such as r-7f3k2m')
    .addOption(knownOption())
    .option('--json', 'one JSON object, schema retrial.verification/1')
    .option('--config <file>', 'the server’s settings (YAML)')
    .action(async (run: string, raw: RawVerify) => {
      const { out, style } = processOutput();
      const verification = await verify(run, raw);
      if (raw.json === true) out(`${JSON.stringify(verificationJson(verification))}\n`);
      else out(renderTerminal(verificationDocument(verification), style));
      session.finish(exitCode(verification));
    });
}

function exitCode(verification: Verification): number {
  return { equal: 0, partly: 3, older: 3, different: 1, none: 3 }[proofOf(verification)];
}

async function verify(id: string, { known, config }: RawVerify): Promise<Verification> {
  const folder = await runFolder(id);
  const ofTerminal = await verifyFolder(folder, id, await findKnownIssues(known));
  if (ofTerminal !== undefined) return ofTerminal;
  if (!(await hasStore(config))) throw noSuchRun(id, folder);
  return orOwner(
    config,
    async () => withStore(config, async (store) => verifyById(id, store)),
    async (owner) => owner.verify(id),
  );
}
