import { join } from 'node:path';
import type { Side, SidesEvidence } from '../../model/question.ts';
import type { Step } from '../../plans/plan.ts';
import { interruptible } from '../interrupt.ts';
import type { Output } from '../output.ts';
import { ask } from './ask.ts';
import { showQuestion } from './display.ts';
import { Executor } from './executor.ts';
import { spentBefore } from './reports.ts';
import type { EarlierIterations } from './batch-log.ts';
import type { Setting } from './setting.ts';

/** A question as the terminal carries it out. */
export interface TerminalQuestion<Question, Finding> {
  readonly setting: Setting<Question>;
  readonly plan: (evidence: SidesEvidence) => Step<Finding> | Promise<Step<Finding>>;
  readonly conclude: (evidence: SidesEvidence) => Finding;
  readonly sideOf: (id: string) => Side;
  /** The settings of a side's batches, where they are not those of the plan. */
  readonly settingsOf?: (id: string) => Readonly<Record<string, unknown>>;
  /** Changes the commit of a side before it is run. @throws a misfit where that cannot be tested then */
  readonly change?: (commit: string) => Promise<string>;
  readonly earlier: readonly EarlierIterations[];
}

/** What came of it. */
export interface Carried<Finding> {
  readonly finding: Finding;
  readonly evidence: SidesEvidence;
  readonly wallMs: number;
  /** The end of the output of what broke. */
  readonly brokenOutput?: string;
  /** The end of what lost iterations printed. */
  readonly lostLogs: readonly { readonly iteration: number; readonly text: string }[];
  readonly interruptedBy?: 'SIGINT' | 'SIGTERM';
}

/** Asks a question on this machine from wherever it stands to its end, or to Ctrl-C. */
export async function carryOut<Question, Finding>(
  question: TerminalQuestion<Question, Finding>,
  output: Output,
): Promise<Carried<Finding>> {
  const { setting } = question;
  const { plan } = setting;
  const isQuiet = plan.options.quiet;
  if (!isQuiet) output.err(`${plan.how} · ${plan.options.jobs} at a time · ${plan.id}\n`);
  const interrupt = interruptible();
  const display = showQuestion(output, isQuiet);
  const started = Date.now();
  const before = await spentBefore(join(plan.home, plan.id));
  const executor = new Executor(
    { ...question, plan },
    { onIteration: display.add, signal: interrupt.signal },
  );
  try {
    await executor.resume();
    const finding = await ask(executor, { ...question, onRound: display.round, signal: interrupt.signal });
    const by = interrupt.by();
    const brokenOutput = await executor.brokenOutput();
    return {
      finding,
      evidence: executor.evidence(),
      wallMs: before + Date.now() - started,
      lostLogs: await executor.lostLogs(),
      ...(brokenOutput === undefined ? {} : { brokenOutput }),
      ...(by === undefined ? {} : { interruptedBy: by }),
    };
  } finally {
    display.stop();
    interrupt.release();
    await executor.release();
  }
}
