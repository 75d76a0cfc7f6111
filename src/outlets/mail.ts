import { createTransport } from 'nodemailer';
import { hiding } from './text/hiding.ts';
import type { Outlet } from './outlet.ts';

const timeoutMs = 30_000;

/**
 * E-mail by SMTP. @param server `smtp://` or `smtps://` with name and password. The Message-ID follows from the letter,
 * so that mail programs show a letter that was sent twice once.
 */
export function mail({
  server,
  from,
  to,
}: {
  readonly server: string;
  readonly from: string;
  readonly to: readonly string[];
}): Outlet {
  const { password, hostname } = new URL(server);
  const isOwn = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  const transport = createTransport({
    url: server,
    // A password never goes in the clear, but to this machine.
    requireTLS: password !== '' && !isOwn,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send({ id, subject, text }) {
      const messageId = `<${id}@${from.split('@')[1]}>`;
      const { rejected } = await hiding([server, password, decodeURIComponent(password)], async () =>
        transport.sendMail({
          from,
          to: [...to],
          subject,
          text,
          messageId,
          headers: { 'Auto-Submitted': 'auto-generated' },
        }),
      );
      return rejected;
    },
  };
}
