import { code, strong, text, type Block, type Inline } from '../../model/document.ts';
import type { Decision } from '../../model/ledger.ts';
import type { Scene } from '../contract/context.ts';
import { sentence, visible } from '../language/fault.ts';

type Named = Pick<Decision, 'what' | 'release' | 'until' | 'reason' | 'test' | 'mode' | 'cause'>;

/** What was decided, as a headline. */
export function headlineOf({ what, release = '', until = '', test = '', mode }: Named): readonly Inline[] {
  switch (what) {
    case 'blocker-add':
      return sentence`${strong('Release blocker')} of ${code(visible(release))}`;
    case 'blocker-remove':
      return sentence`${strong('No release blocker')} of ${code(visible(release))} any more`;
    case 'defer':
      return sentence`${strong('Deferred')} to ${code(visible(until))}`;
    case 'waive':
      return sentence`${strong('Waived')}: ${code(visible(release))} may ship with it`;
    case 'accept':
      return sentence`${strong('Accepted')} as fixed in ${code(visible(release))}`;
    case 'ignore':
      if (mode === 'quarantine')
        return sentence`${strong('Quarantine')} ${code(visible(test))} until ${code(visible(until))}`;
      return sentence`${strong('Ignore')} ${code(visible(test))} until ${code(visible(until))}`;
    case 'unignore':
      return sentence`${strong('Run again')} ${code(visible(test))}`;
    case 'link':
      return sentence`${strong('Linked')}`;
    case 'unlink':
      return sentence`${strong('Not linked')} any more`;
  }
}

/** A person's word ends the search for a fix; it makes no clean run. */
const afterAccepting =
  'verified; where only ordinary CI saw it fail, verifying until enough runs since then are clean';

/** Decisions about a test, which name a release only beside it. */
const aboutCode: readonly Decision['what'][] = ['ignore', 'unignore'];

/** What was decided, a row each. */
export function rowsOf({ what, release, until, reason, mode, cause }: Named): readonly Row[] {
  return [
    ...(what === 'defer' && release !== undefined ? [row('From', code(visible(release)))] : []),
    row('Reason', text(visible(reason))),
    ...(what === 'accept' ? [row('On the board', text(afterAccepting))] : []),
    ...(cause === undefined ? [] : [row('Cause', code(cause))]),
    ...(mode === undefined ? [] : [row('Mode', text('quarantine: it runs on, and breaks no build'))]),
    ...(release === undefined || !aboutCode.includes(what) ? [] : [row('Release', code(visible(release)))]),
    ...(until === undefined || what === 'defer' ? [] : [row('Until', code(visible(until)))]),
  ];
}

/** The status that the tracker shows from then on, where the operator wants one. */
export function statusRows({ what }: Named, { settings }: Scene): readonly Row[] {
  const status = settings.statusAfter?.[what];
  return status === undefined ? [] : [row('Status', code(visible(status)))];
}

export type Row = readonly (readonly Inline[])[];

/** A row of the table below. */
export function row(title: string, ...value: readonly Inline[]): Row {
  return [[text(title)], value];
}

/** A decision as a table. */
export function table(rows: readonly Row[]): Block {
  return {
    kind: 'table',
    columns: [
      { title: 'What', align: 'left' },
      { title: 'As decided', align: 'left' },
    ],
    rows,
  };
}
