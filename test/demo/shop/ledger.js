import { appendFile, readFile, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';

/** A till that answers before it has written: fast, and wrong about once in a while. */
export class Ledger {
  #path;
  #writes = new Set();
  #audits = new Set();
  #server;
  #turn = 0;

  constructor(path) {
    this.#path = path;
  }

  async start() {
    await writeFile(this.#path, '0');
    this.#server = createServer((request, response) => this.#answer(request, response));
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** Entries whose audit line is not on disk yet. */
  get pendingAudits() {
    return this.#audits.size;
  }

  async settled() {
    while (this.#writes.size > 0) await Promise.all(this.#writes);
  }

  async stop() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async balance() {
    return Number(await readFile(this.#path, 'utf8'));
  }

  #answer(request, response) {
    if (request.method === 'POST') {
      const amount = Number(new URL(request.url, 'http://localhost').searchParams.get('amount'));
      // The answer leaves before the money is in the file: the next deposit may read the old balance.
      this.#follow(this.#writes, this.#deposit(amount));
    }
    response.end('ok');
  }

  async #deposit(amount) {
    const next = `${this.#path}.${(this.#turn += 1)}`;
    const before = await this.balance();
    await writeFile(next, String(before + amount));
    await rename(next, this.#path);
    this.#follow(this.#audits, this.#audit(amount, before + amount));
  }

  async #audit(amount, after) {
    await appendFile(`${this.#path}.audit`, `deposit ${amount}\n`);
    await appendFile(`${this.#path}.audit`, `balance ${after}\n`);
  }

  #follow(set, work) {
    const entry = work.finally(() => set.delete(entry));
    set.add(entry);
  }
}
