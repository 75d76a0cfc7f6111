import { ServiceRefusal } from '../model/errors.ts';
import { hiding } from './text/hiding.ts';
import type { Outlet } from './outlet.ts';

const timeoutMs = 30_000;
/** Slack shows up to 40,000 characters of a message. */
const longest = 39_000;

/** A webhook as Slack has them (Mattermost, Rocket.Chat and others too); its address is the secret. */
export function slack(address: string): Outlet {
  return {
    mayDouble: true,
    async send({ subject, text }) {
      const whole = `${subject}\n\n${text}`;
      const shown = whole.length > longest ? `${whole.slice(0, longest)}\n…` : whole;
      const body = JSON.stringify({
        text: inert(shown),
        mrkdwn: false,
        unfurl_links: false,
        unfurl_media: false,
      });
      await hiding([address, new URL(address).pathname], async () => {
        const answer = await fetch(address, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
          redirect: 'manual',
          signal: AbortSignal.timeout(timeoutMs),
        });
        await answer.body?.cancel();
        if (answer.ok) return;
        const said = `the webhook answered ${answer.status}`;
        // A server, or one in front of it, that failed may have taken it all the same.
        throw answer.status < 500 && answer.status !== 408 ? new ServiceRefusal(said) : new Error(said);
      });
      return [];
    },
  };
}

/** Without angle brackets nothing is a mention or link in Slack; a word joiner behind `@` keeps it inert elsewhere. */
function inert(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '@\u2060');
}
