import { UserError } from '../model/errors.ts';

/** A body that has more bytes than are taken. */
export class TooLarge extends Error {}

/** A body whose sender lets others wait. */
export class TooSlow extends Error {
  constructor() {
    super('it came too slowly: send it again over a faster connection, or less at once');
  }
}

/** How long a body may take: a while to begin with, and more for what has come. */
const patience = { startMs: 30_000, bytesPerMs: 64 };
/** A line of a record holds one test or cause, of which texts are kept in bounds. */
const longestLine = 1_000_000;

/** Lets so many in at once, of one sender and in all. */
export function newSlots({ ofToken, inAll }: { readonly ofToken: number; readonly inAll: number }) {
  const open = new Map<string, number>();
  return {
    /** What ends the visit; undefined when there is no room. */
    take(sender: string): (() => void) | undefined {
      const own = open.get(sender) ?? 0;
      const all = [...open.values()].reduce((sum, one) => sum + one, 0);
      if (own >= ofToken || all >= inAll) return undefined;
      open.set(sender, own + 1);
      return () => {
        const left = (open.get(sender) ?? 1) - 1;
        if (left > 0) open.set(sender, left);
        else open.delete(sender);
      };
    },
  };
}

/** The bytes of a body, which must not be too many nor come too slowly. @throws TooLarge, TooSlow */
export async function* boundedBody(
  body: ReadableStream<Uint8Array> | null,
  most: number,
  { startMs, bytesPerMs }: { readonly startMs: number; readonly bytesPerMs: number } = patience,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = body?.getReader();
  // What is done with a chunk takes its own time: only waiting for the sender counts.
  let waited = 0;
  let received = 0;
  try {
    for (;;) {
      const began = performance.now();
      const next = await within(startMs + received / bytesPerMs - waited, reader?.read());
      waited += performance.now() - began;
      if (next?.value === undefined) return;
      received += next.value.byteLength;
      if (received > most) throw new TooLarge();
      yield next.value;
    }
  } finally {
    await reader?.cancel().catch(() => {});
  }
}

async function within<Value>(ms: number, work: Promise<Value> | undefined): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooSlow()), Math.max(0, ms));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The values of lines of JSON, each as soon as it is there. @throws UserError E-VALUE naming the line that is none */
export async function* jsonLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<unknown, void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  let at = 0;
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) throw new UserError('E-VALUE', `Line ${at + 1} is too long.`);
    for (const line of lines) yield valueOf(line, (at += 1));
  }
  rest += decoder.decode();
  if (rest.trim() !== '') yield valueOf(rest, at + 1);
}

function valueOf(line: string, at: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new UserError('E-VALUE', `Line ${at} is no JSON.`);
  }
}
