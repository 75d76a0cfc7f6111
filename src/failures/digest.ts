/** Round constants of SHA-256 (FIPS 180-4, section 4.2.2): fractional parts of the cube roots of the first 64 primes. */
const roundConstants = fractions(64, 1 / 3);

/** Initial hash values (FIPS 180-4, section 5.3.3): fractional parts of the square roots of the first 8 primes. */
const initial = fractions(8, 1 / 2);

/**
 * The first 64 bits of the SHA-256 of a text's UTF-8 bytes, as 16 hex digits: an identity that nobody can collide
 * on purpose. Written out because this room is pure; meant for keys of a few hundred characters.
 */
export function digest64(text: string): string {
  const bytes = paddedBytes(text);
  const state = Int32Array.from(initial);
  const words = new Int32Array(64);
  for (let block = 0; block < bytes.length; block += 64) {
    schedule(bytes, block, words);
    compress(state, words);
  }
  return hexWord(state[0]) + hexWord(state[1]);
}

function hexWord(word: number | undefined): string {
  return ((word ?? 0) >>> 0).toString(16).padStart(8, '0');
}

function paddedBytes(text: string): Uint8Array {
  const utf8 = new TextEncoder().encode(text);
  const padded = new Uint8Array((((utf8.length + 8) >> 6) + 1) << 6);
  padded.set(utf8);
  padded[utf8.length] = 0x80;
  new DataView(padded.buffer).setBigUint64(padded.length - 8, BigInt(utf8.length) * 8n);
  return padded;
}

function schedule(bytes: Uint8Array, block: number, words: Int32Array): void {
  for (let i = 0; i < 16; i++) {
    const at = block + i * 4;
    words[i] =
      (byteOrWord(bytes, at) << 24) |
      (byteOrWord(bytes, at + 1) << 16) |
      (byteOrWord(bytes, at + 2) << 8) |
      byteOrWord(bytes, at + 3);
  }
  for (let i = 16; i < 64; i++) {
    const early = byteOrWord(words, i - 15);
    const late = byteOrWord(words, i - 2);
    const s0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
    const s1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
    words[i] = (byteOrWord(words, i - 16) + s0 + byteOrWord(words, i - 7) + s1) | 0;
  }
}

function compress(state: Int32Array, words: Int32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const chosen = (e & f) ^ (~e & g);
    const t1 = (h + s1 + chosen + byteOrWord(roundConstants, i) + byteOrWord(words, i)) | 0;
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
  const next = [a, b, c, d, e, f, g, h];
  for (let i = 0; i < 8; i++) state[i] = (byteOrWord(state, i) + (next[i] ?? 0)) | 0;
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function byteOrWord(words: ArrayLike<number>, index: number): number {
  return words[index] ?? 0;
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
