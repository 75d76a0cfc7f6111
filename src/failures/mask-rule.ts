/** One way a message varies although the cause is the same. */
export interface MaskRule {
  readonly name: string;
  readonly example: { readonly from: string; readonly to: string };
  /** What a text must contain for the rule to change anything; most messages are spared most rules by it. */
  readonly needs?: RegExp;
  /** Takes out what was compared: not where the message is all there is to tell failures apart. */
  readonly takesValues?: true;
  /** Of an assertion only: what another error says there is its cause. */
  readonly ofAssertions?: true;
  /** Bounded quantifiers only: the text is hostile. */
  readonly apply: (text: string) => string;
}
