/** What a digest can be about. */
export const digestKinds = ['countdown', 'flakes', 'triage'] as const;

export type DigestKindName = (typeof digestKinds)[number];

/** A digest a project has, as people see it. */
export interface ListedDigest {
  readonly name: string;
  readonly kind: DigestKindName;
  readonly cron: string;
  readonly zone: string;
  readonly isOn: boolean;
  /** Where it goes, in a few words each. */
  readonly places: readonly string[];
}
