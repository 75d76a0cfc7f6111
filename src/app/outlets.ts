import type { OutletConfig } from '../config/outlets.ts';
import { UserError } from '../model/errors.ts';
import { quoted } from '../model/plain-text.ts';
import type { Outlet } from '../outlets/outlet.ts';
import * as members from '../outlets/registry.ts';

/**
 * A place that the server's operator has named, as far as a project may use it.
 * @throws UserError E-CONFIG when there is none of that name, or it is not for this project
 */
export function outletCalled(
  name: string,
  project: string,
  all: Readonly<Record<string, OutletConfig>>,
): Outlet {
  const found = Object.hasOwn(all, name) ? all[name] : undefined;
  const isOpen = found?.projects === undefined || found.projects.includes(project);
  if (found === undefined || !isOpen)
    throw new UserError(
      'E-CONFIG',
      `The server has no outlet ${quoted(name)} for ${project}: its operator can add one under \`outlets:\`.`,
    );
  return outletOf(found);
}

/** What sends to a place. */
export function outletOf(place: OutletConfig): Outlet {
  if ('folder' in place) return members.folder(place.folder);
  if ('slack' in place) return members.slack(place.slack);
  return members.mail({ server: place.server, from: place.from, to: place.mail });
}
