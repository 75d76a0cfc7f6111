import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createHttp } from 'node:http';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readServerConfig } from '../../src/config/server.ts';
import { code, link, strong, text, type Document } from '../../src/model/document.ts';
import { folder, mail, slack } from '../../src/outlets/registry.ts';
import { letterOf } from '../../src/outlets/text/letter.ts';
import { scratch } from '../support/scratch.ts';

const hostile =
  'x\r\nBcc: all@evil.example\r\n\r\n<!channel> @here <https://evil.example|press> \u001b[2J & www.evil.example';
const document: Document = {
  topic: { kind: 'digest', id: 'd-1' },
  blocks: [
    { kind: 'headline', mark: 'warn', text: [strong('4.1'), text(`: ${hostile}`)] },
    {
      kind: 'table',
      columns: ['#', 'Ticket', 'State'].map((title) => ({ title, align: 'left' })),
      rows: [
        [
          [text('1')],
          [link('#12', 'https://github.com/acme/shop/issues/12'), text(` ${hostile}`)],
          [code('new')],
        ],
      ],
    },
  ],
};
const letter = letterOf('d-1', document);
const closing: (() => Promise<unknown>)[] = [];
afterAll(() => Promise.all(closing.map((close) => close())));

describe('a letter', () => {
  it('is one line of subject and plain lines, in which only our own links can be pressed', () => {
    expect(letter.subject).not.toMatch(/\p{Cc}/u);
    expect(letter.text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect(letter.text).toContain('1. #12 (https://github.com/acme/shop/issues/12)');
    expect(letter.text).toContain('State: new');
    expect(`${letter.subject}${letter.text}`).not.toContain('https://evil');
    expect(`${letter.subject}${letter.text}`).not.toContain('www.evil');
  });

  it('goes to a webhook without a mention or a link in it, and its errors hide the address', async () => {
    const bodies: string[] = [];
    let status = 200;
    const server = createHttp((request, response) => {
      let body = '';
      request.on('data', (piece) => (body += piece));
      request.on('end', () => {
        bodies.push(body);
        response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end('ok');
      });
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    closing.push(() => new Promise((closed) => server.close(closed)));
    const port = (server.address() as AddressInfo).port;
    const outlet = slack(`http://127.0.0.1:${port}/services/T0/B0/secret`);
    await outlet.send(letter);
    const sent: { text: string } = JSON.parse(bodies[0] ?? '');
    expect(sent.text).not.toMatch(/[<>]|@here/);
    expect(sent.text).toContain('&lt;!channel&gt;');
    for (status of [302, 404, 500]) await expect(outlet.send(letter)).rejects.toThrow(`answered ${status}`);
    const gone = slack('http://127.0.0.1:1/services/T0/B0/secret').send(letter);
    await expect(gone).rejects.toThrow(/^(?!.*secret).*$/s);
  });

  it('goes by mail to those the operator named alone, with one Message-ID for one letter', async () => {
    const smtp = await startSmtp();
    closing.push(smtp.close);
    const outlet = mail({
      server: `smtp://127.0.0.1:${smtp.port}`,
      from: 'retrial@example.org',
      to: ['team@example.org'],
    });
    await outlet.send(letter);
    expect(await outlet.send(letter)).toEqual([]);
    expect(smtp.recipients).toEqual(['<team@example.org>', '<team@example.org>']);
    expect(smtp.letters[0]).toMatch(/^Message-ID: <d-1@example\.org>\r?$/m);
    expect(smtp.letters[0]).not.toMatch(/^Bcc:/im);
    const gone = mail({ server: 'smtp://bot:hunter22@127.0.0.1:1', from: 'a@b.org', to: ['c@d.org'] });
    await expect(gone.send(letter)).rejects.toThrow(/^(?!.*hunter22).*$/s);
  });

  it('tells whom of several the mail server refused, and fails when it refused all', async () => {
    const smtp = await startSmtp('gone@example.org');
    closing.push(smtp.close);
    const to = (...all: string[]) =>
      mail({ server: `smtp://127.0.0.1:${smtp.port}`, from: 'retrial@example.org', to: all });
    expect(await to('team@example.org', 'gone@example.org').send(letter)).toEqual(['gone@example.org']);
    expect(smtp.letters).toHaveLength(1);
    await expect(to('gone@example.org').send(letter)).rejects.toThrow('550');
  });

  it('goes to one file, once, and not out of its folder', async () => {
    const place = scratch('outlet');
    await folder(place).send(letter);
    await folder(place).send(letter);
    expect(await readdir(place)).toEqual(['d-1.txt']);
    expect(await readFile(join(place, 'd-1.txt'), 'utf8')).toContain('State: new');
    await expect(folder(place).send({ ...letter, id: '../x' })).rejects.toThrow('letters, digits');
  });
});

describe('an outlet in the server’s settings', () => {
  const read = (text: string, env: Record<string, string> = {}) =>
    readServerConfig({ name: 'server.yml', text }, env).outlets;

  it('takes its secret from the environment', () => {
    expect(
      read('outlets: { room-1: { slack: true, projects: [SHOP] } }', { SLACK_WEBHOOK_ROOM_1: 'https://h/x' }),
    ).toEqual({
      'room-1': { slack: 'https://h/x', projects: ['SHOP'] },
    });
    const env = { SMTP_URL: 'smtps://u:p@h', MAIL_FROM: 'a@b.org' };
    expect(read('outlets: { team: { mail: [c@d.org] } }', env)).toEqual({
      team: { mail: ['c@d.org'], server: 'smtps://u:p@h', from: 'a@b.org' },
    });
  });

  it.each([
    ['outlets: { room: { slack: true } }', {}, 'SLACK_WEBHOOK_ROOM is missing'],
    ['outlets: { room: { slack: true } }', { SLACK_WEBHOOK_ROOM: 'file:///etc' }, 'can’t be used'],
    ['outlets: { room: { slack: true } }', { SLACK_WEBHOOK_ROOM: 'http://h.example/x' }, 'can’t be used'],
    [
      'outlets: { room: { slack: true } }',
      { SLACK_WEBHOOK_ROOM: 'http://localhost.example/x' },
      'can’t be used',
    ],
    ['outlets: { room: { slack: "https://h/x" } }', {}, 'is `{ mail:'],
    ['outlets: { team: { mail: [c@d.org] } }', { SMTP_URL: 'smtp://h' }, 'MAIL_FROM is missing'],
  ])('%s with %j is refused', (file, env, words) => expect(() => read(file, env)).toThrow(words));
});

/** As much of SMTP as one letter needs. */
async function startSmtp(unknown = '') {
  const [recipients, letters]: [string[], string[]] = [[], []];
  const server = createServer((socket: Socket) => {
    let data: string | undefined;
    let rest = '';
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    socket.on('error', () => {});
    socket.on('data', (piece) => {
      rest += piece.toString('utf8');
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (data !== undefined && line !== '.') data += `${line}\n`;
        else if (data !== undefined) {
          letters.push(data);
          data = undefined;
          say('250 kept');
        } else if (line.startsWith('RCPT TO:')) {
          recipients.push(line.slice(8));
          say(line === `RCPT TO:<${unknown}>` ? '550 nobody of that name' : '250 ok');
        } else if (line === 'DATA') {
          data = '';
          say('354 go on');
        } else if (line === 'QUIT') socket.end('221 bye\r\n');
        else say('250 ok');
      }
    });
    say('220 test');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const port = (server.address() as AddressInfo).port;
  return { port, recipients, letters, close: () => new Promise((closed) => server.close(closed)) };
}
