import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ServerConfig } from '../config/server.ts';
import type { Alarm } from '../model/alarm.ts';
import { messageOf } from '../model/errors.ts';
import { letterOf } from '../outlets/text/letter.ts';
import { alarmDocument } from '../reports/alarm-document.ts';
import { redacted } from '../trackers/rendering/redact.ts';
import type { WorkerParts } from '../worker/parts.ts';
import { outletOf } from './outlets.ts';
import { changeRecent, readRecent, type RecentDesk } from './recent.ts';

/** Causes of one day that are told of a project and a service; more are one trouble, or somebody's play. */
const mostOfDay = 20;

interface Parts extends RecentDesk {
  readonly config: Pick<ServerConfig, 'operators' | 'outlets'>;
  readonly log: (message: string, facts: Readonly<Record<string, unknown>>) => void;
}

/**
 * Tells whoever runs the server what stands in the way, once for a cause and a day; answers whether they know.
 * Undefined where the server's file names nobody.
 */
export function operatorsOf(parts: Parts): WorkerParts['alarm'] {
  const { config, store, now } = parts;
  const [first] = config.operators;
  if (first === undefined) return undefined;
  return async (alarm) => {
    const day = now().toISOString().slice(0, 10);
    const cause = causeOf(alarm);
    return store.turns.take(`alarm ${cause}`, async () => {
      const told = { name: `alarms of ${day} ${placeOf(alarm)}`, one: z.string() };
      const known = await readRecent(told, store);
      if (known.includes(cause)) return true;
      if (known.length >= mostOfDay || !(await send(`alarm-${day}-${cause}`, alarm, parts))) return false;
      await changeRecent(told, parts, (causes) => [...causes, cause]);
      return true;
    });
  };
}

/** Whose letters are counted together: nobody uses up those of another project. */
function placeOf({ project, service }: Alarm): string {
  return JSON.stringify([project, service]);
}

/** What is the same for all runs that meet it: their ids are not. */
function causeOf({ project, service, message }: Alarm): string {
  const same = message.replaceAll(/\br-[a-z\d]{4,8}(?:-b\d+)?\b/g, 'RUN');
  return createHash('sha256')
    .update(JSON.stringify([project, service, same]))
    .digest('hex')
    .slice(0, 20);
}

/** Whether anybody has it. */
async function send(id: string, alarm: Alarm, { config, log }: Parts): Promise<boolean> {
  const letter = letterOf(id, redacted(alarmDocument(id, alarm)));
  let isReached = false;
  for (const name of config.operators) {
    const place = config.outlets[name];
    if (place === undefined) continue;
    try {
      await outletOf(place).send(letter);
      isReached = true;
    } catch (error) {
      log('an operator was not told', { outlet: name, error: messageOf(error) });
    }
  }
  return isReached;
}
