/** Characters left of a message for which there is no room. */
const shortMessage = 200;

/**
 * Keeps texts of failures within a budget of characters. Equal texts cost once; beyond the budget, a stack that differs
 * from a kept one in its line numbers alone is kept as that one, since causes are told apart without them.
 */
export class KeptTexts {
  private readonly limit: number;
  private readonly exact = new Map<string, string>();
  private alike: Map<string, string> | undefined;
  private used = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** The text of a stack, shared with equal ones; undefined when there is no room for it. */
  keep(text: string): string | undefined {
    return this.equalTo(text) ?? this.likeOne(text);
  }

  /** A message, cut where there is no room for it. */
  keepMessage(text: string): string {
    // A slice would hold on to the whole text.
    return this.equalTo(text) ?? Buffer.from(text.slice(0, shortMessage)).toString();
  }

  private equalTo(text: string): string | undefined {
    const before = this.exact.get(text);
    if (before !== undefined) return before;
    if (this.used + text.length > this.limit) return undefined;
    this.used += text.length;
    this.exact.set(text, text);
    return text;
  }

  private likeOne(text: string): string | undefined {
    this.alike ??= new Map([...this.exact.keys()].map((kept) => [withoutLines(kept), kept]));
    return this.alike.get(withoutLines(text));
  }
}

/** Without the numbers of lines in places; others, as exit codes, are part of a cause. */
function withoutLines(text: string): string {
  return text.replace(/:\d{1,9}(?=\)$)/gm, ':0');
}
