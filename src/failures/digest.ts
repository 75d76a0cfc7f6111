/** Round constants of SHA-256 (FIPS 180-4, section 4.2.2): fractional parts of the cube roots of the first 64 primes. */
const roundConstants = fractions(64, 1 / 3);

/** Initial hash values (FIPS 180-4, section 5.3.3): fractional parts of the square roots of the first 8 primes. */
const initial = fractions(8, 1 / 2);

const hexBytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

const encoder = new TextEncoder();

/** Scratch space of one digest; nothing in it outlives a call. */
const words = new Int32Array(64);
const state = new Int32Array(8);
const scratch = new Uint8Array(4_096);
const scratchView = new DataView(scratch.buffer);

/**
 * The first 64 bits of the SHA-256 of a text's UTF-8 bytes, as 16 hex digits: an identity that nobody can collide
 * on purpose. Written out because this room is pure; meant for keys of a few hundred characters.
 */
export function digest64(text: string): string {
  const { bytes, size } = paddedBytes(text);
  state.set(initial);
  for (let block = 0; block < size; block += 64) {
    schedule(bytes, block);
    compress();
  }
  return hexWord(wordAt(state, 0)) + hexWord(wordAt(state, 1));
}

function hexWord(word: number): string {
  return hexByte(word >>> 24) + hexByte(word >>> 16) + hexByte(word >>> 8) + hexByte(word);
}

function hexByte(value: number): string {
  return hexBytes[value & 0xff] ?? '';
}

/** The text's bytes, a one bit, zeros, and the length in bits as 64-bit big-endian (FIPS 180-4, section 5.1.1). */
function paddedBytes(text: string): { bytes: DataView; size: number } {
  const room = (((text.length * 3 + 8) >> 6) + 1) * 64;
  const bytes = room <= scratch.length ? scratch : new Uint8Array(room);
  const { written } = encoder.encodeInto(text, bytes);
  const size = (((written + 8) >> 6) + 1) * 64;
  bytes.fill(0, written, size);
  bytes[written] = 0x80;
  const view = bytes === scratch ? scratchView : new DataView(bytes.buffer);
  view.setUint32(size - 8, Math.floor(written / 2 ** 29));
  view.setUint32(size - 4, written * 8);
  return { bytes: view, size };
}

function schedule(bytes: DataView, block: number): void {
  for (let i = 0; i < 16; i++) words[i] = bytes.getInt32(block + i * 4);
  for (let i = 16; i < 64; i++) {
    const early = wordAt(words, i - 15);
    const late = wordAt(words, i - 2);
    const s0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
    const s1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
    words[i] = (wordAt(words, i - 16) + s0 + wordAt(words, i - 7) + s1) | 0;
  }
}

function compress(): void {
  let a = wordAt(state, 0);
  let b = wordAt(state, 1);
  let c = wordAt(state, 2);
  let d = wordAt(state, 3);
  let e = wordAt(state, 4);
  let f = wordAt(state, 5);
  let g = wordAt(state, 6);
  let h = wordAt(state, 7);
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const chosen = (e & f) ^ (~e & g);
    const t1 = (h + s1 + chosen + wordAt(roundConstants, i) + wordAt(words, i)) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + s0 + majority) | 0;
  }
  state[0] = wordAt(state, 0) + a;
  state[1] = wordAt(state, 1) + b;
  state[2] = wordAt(state, 2) + c;
  state[3] = wordAt(state, 3) + d;
  state[4] = wordAt(state, 4) + e;
  state[5] = wordAt(state, 5) + f;
  state[6] = wordAt(state, 6) + g;
  state[7] = wordAt(state, 7) + h;
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function wordAt(from: Int32Array, index: number): number {
  return from[index] ?? 0;
}

/** The first 32 bits of the fractional parts of roots of the first primes; doubles are exact enough for these. */
function fractions(count: number, power: number): Int32Array {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) {
    if (isPrime(n)) found.push((n ** power % 1) * 2 ** 32);
  }
  return Int32Array.from(found, (value) => value | 0);
}

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false;
  return true;
}
