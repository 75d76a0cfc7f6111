import { code, text, type Document } from '../model/document.ts';
import { topicIdOf, type RepeatRun } from '../model/repeat-run.ts';
import type { RunFault } from '../model/run-fault.ts';

/** A run that could not be carried out: whose, and why. */
export function failedRunDocument(run: RepeatRun, fault: RunFault): Document {
  const { code: kind, message, hasStarted, isTold } = fault;
  const headline = hasStarted
    ? `Run ${run.id} couldn't be finished`
    : `Run ${run.id} couldn't start, so nothing was run`;
  return {
    topic: { kind: 'result', id: topicIdOf(run) },
    blocks: [
      { kind: 'headline', mark: 'confused', text: [text(headline)] },
      {
        kind: 'paragraph',
        text: [
          { kind: 'person', login: run.additions?.at(-1)?.by ?? run.requestedBy },
          text(` ${message}`),
          ...(kind === 'E-CI'
            ? [
                text(
                  ` Whoever runs this server ${isTold === true ? 'was told, and ' : ''}finds it in the log as `,
                ),
                code(run.id),
                text('.'),
              ]
            : []),
        ],
      },
      {
        kind: 'paragraph',
        text: [text('Test: '), code(run.selector.text), text(', revision: '), code(run.revision)],
      },
    ],
  };
}

/** The same for programs, schema `retrial.failure/1`. */
export function failedRunJson(run: RepeatRun, fault: RunFault): Readonly<Record<string, unknown>> {
  const { id, selector, revision, lane, asked } = run;
  return {
    schema: 'retrial.failure/1',
    run: id,
    test: selector.text,
    revision,
    ...(lane === '' ? {} : { lane }),
    asked,
    fault,
  };
}
