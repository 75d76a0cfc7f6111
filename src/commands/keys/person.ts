import type { Key } from '../contract/key.ts';
import { sentence, shown, type Reading } from '../language/fault.ts';

const forms = {
  github: /^[a-z\d](?:[a-z\d-]{0,38})$/i,
  jira: /^[\w.+@:-]{1,255}$/,
} as const;

/** An account of the tracker: mentioned, or by its name; on Jira Cloud by the account id that a mention holds. */
export const person: Key<string> = {
  form: 'word',
  what: 'a person, mentioned or by account name',
  example: '@driftx',
  hints: ['user', 'person', 'who'],
  fallback: () => 'nobody: it must be said',
  read(value, { ticket }): Reading<string> {
    const login = value.text.replace(/^@/, '').replace(/^accountid:/, '');
    if (forms[ticket.tracker].test(login)) return { value: login };
    return {
      wrong: sentence`${shown(value.text)} isn't the name of an account; mention the person, as in ${shown('@driftx')}.`,
    };
  },
};
