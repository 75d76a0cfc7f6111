import { z } from 'zod';
import { UserError } from '../model/errors.ts';

const projects = z.array(z.string().min(1)).exactOptional();

const outlet = z.union(
  [
    z.strictObject({ mail: z.array(z.email()).min(1).max(50), projects }),
    z.strictObject({ slack: z.literal(true), projects }),
    z.strictObject({ folder: z.string().min(1), projects }),
  ],
  { error: 'is `{ mail: [a@b.org] }`, `{ slack: true }` or `{ folder: PATH }`' },
);

/** Where digests may go beside tickets; only the server's operator names places. `projects:` says who may use one. */
export const outletsSection = z
  .record(z.string().regex(/^[a-z][a-z0-9-]{0,49}$/, 'is small letters, digits and -'), outlet)
  .default({});

/** Its address is the secret, so it never goes in the clear, but to this machine. */
const webhook = /^(?:https:\/\/|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?=[:/]))[^\s@]+$/;

/** A place with its secret. */
export type OutletConfig = { readonly projects?: readonly string[] } & (
  | { readonly mail: readonly string[]; readonly server: string; readonly from: string }
  | { readonly slack: string }
  | { readonly folder: string }
);

/** @throws UserError E-CONFIG when a variable is missing or no address. */
export function readOutlets(
  section: z.output<typeof outletsSection>,
  variables: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, OutletConfig>> {
  return Object.fromEntries(
    Object.entries(section).map(([name, one]): [string, OutletConfig] => {
      const own = one.projects === undefined ? {} : { projects: one.projects };
      if ('folder' in one) return [name, { ...own, folder: one.folder }];
      if ('slack' in one) {
        const variable = `SLACK_WEBHOOK_${name.toUpperCase().replaceAll('-', '_')}`;
        return [name, { ...own, slack: needed(variable, webhook, variables) }];
      }
      const server = needed('SMTP_URL', /^smtps?:\/\/\S+$/, variables);
      return [
        name,
        { ...own, mail: one.mail, server, from: needed('MAIL_FROM', /^[^\s@<>]+@[^\s@<>]+$/, variables) },
      ];
    }),
  );
}

function needed(name: string, form: RegExp, variables: Readonly<Record<string, string | undefined>>): string {
  const value = variables[name]?.trim() ?? '';
  if (form.test(value)) return value;
  const what = value === '' ? 'is missing' : 'can’t be used';
  throw new UserError(
    'E-CONFIG',
    `The environment: ${name} ${what}: an outlet in the server’s settings needs it`,
  );
}
