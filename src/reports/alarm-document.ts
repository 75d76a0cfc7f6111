import type { Alarm } from '../model/alarm.ts';
import { code, text, type Document } from '../model/document.ts';

/** What whoever runs the server is told of a run that its CI service refused. @param id the same for the same cause on a day */
export function alarmDocument(id: string, { run, project, service, message }: Alarm): Document {
  return {
    topic: { kind: 'status', id },
    blocks: [
      { kind: 'headline', mark: 'warn', text: [text(`Retrial can't run tests of ${project} on ${service}`)] },
      { kind: 'paragraph', text: [text(message)] },
      {
        kind: 'paragraph',
        text: [
          text('Run '),
          code(run),
          text(
            ' ended by it, and its ticket says so. The log names each run; of this cause you hear no more today (UTC).',
          ),
        ],
      },
    ],
  };
}
