import { z } from 'zod';
import { check } from './reading.ts';

/** In the clear to this machine only. No credentials, no query: what stands here is shown in messages. */
const address =
  /^(?:https:\/\/|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?=[:/]))[^\s/@?#]+\/[a-z0-9][a-z0-9._-]{1,62}(?:\/\w[\w.-]*)*$/;

const known = /^[\x21-\x7e]{1,2000}$/;
const needed = 'is missing: EVIDENCE_URL names a bucket, and this account may use it';

const bucket = z.object({
  EVIDENCE_URL: z
    .string()
    .regex(address, 'is written https://HOST/BUCKET or https://HOST/BUCKET/PATH (http on this machine only)'),
  AWS_ACCESS_KEY_ID: z.string({ error: needed }).regex(known, 'can’t be used'),
  AWS_SECRET_ACCESS_KEY: z.string({ error: needed }).regex(known, 'can’t be used'),
  AWS_SESSION_TOKEN: z.string().regex(known, 'can’t be used').optional(),
  AWS_REGION: z
    .string()
    .regex(/^[a-z0-9-]{2,30}$/, 'is a name such as eu-central-1')
    .default('us-east-1'),
});

/** A bucket for the evidence, in place of a folder; who we are there comes from the environment alone. */
export interface BucketConfig {
  /** As it was given, without a `/` at its end. */
  readonly url: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/**
 * The bucket that the environment names, if any.
 * @throws UserError E-CONFIG naming each variable that is missing or no good; it shows no value
 */
export function readBucket(variables: Readonly<Record<string, string | undefined>>): {
  readonly bucket?: BucketConfig;
} {
  const given = variables['EVIDENCE_URL']?.replace(/\/$/, '');
  if (given === undefined) return {};
  const env = check('The environment', { ...variables, EVIDENCE_URL: given }, bucket);
  return {
    bucket: {
      url: env.EVIDENCE_URL,
      region: env.AWS_REGION,
      accessKeyId: env.AWS_ACCESS_KEY_ID,
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
      sessionToken: env.AWS_SESSION_TOKEN,
    },
  };
}
