/** One thing that was looked at. `missing` is fine unless somebody wants what needs it. */
export interface Finding {
  readonly state: 'ok' | 'missing' | 'wrong';
  readonly what: string;
  readonly advice?: string;
}
