import { describe, expect, it } from 'vitest';
import { readServerConfig } from '../../src/config/server.ts';

const account = { AWS_ACCESS_KEY_ID: 'AKIAACCOUNT', AWS_SECRET_ACCESS_KEY: 'a+secret/1' };
const read = (variables: Readonly<Record<string, string>>) => readServerConfig(undefined, variables).bucket;

describe('a bucket for the evidence', () => {
  it('is none unless EVIDENCE_URL names one, whatever else is set', () => {
    expect(read(account)).toBeUndefined();
    expect(read({ ...account, EVIDENCE_URL: '' })).toBeUndefined();
  });

  it.each([
    [
      'https://s3.eu-central-1.amazonaws.com/acme-evidence/',
      'https://s3.eu-central-1.amazonaws.com/acme-evidence',
    ],
    ['https://minio.example.org:9000/acme/retrial/shop', 'https://minio.example.org:9000/acme/retrial/shop'],
    ['http://127.0.0.1:9000/acme', 'http://127.0.0.1:9000/acme'],
    ['http://[::1]:9000/acme', 'http://[::1]:9000/acme'],
  ])('may be at %s', (EVIDENCE_URL, url) => {
    expect(read({ ...account, EVIDENCE_URL, AWS_REGION: 'eu-central-1' })).toEqual({
      url,
      region: 'eu-central-1',
      accessKeyId: 'AKIAACCOUNT',
      secretAccessKey: 'a+secret/1',
      sessionToken: undefined,
    });
  });

  it.each([
    'http://minio.example.org/acme',
    'http://localhost.example.org/acme',
    'https://s3.example.org',
    'https://s3.example.org/',
    'https://key:hunter2@s3.example.org/acme',
    'https://s3.example.org/acme?X-Amz-Signature=hunter2',
    'https://s3.example.org/acme/../other',
    'https://s3.example.org/acme//deep',
    'https://s3.example.org/acme/a%2Fb',
    's3://acme/hunter2',
  ])('is never at %s, and the refusal repeats nothing of it', (EVIDENCE_URL) => {
    const reading = () => read({ ...account, EVIDENCE_URL });
    expect(reading).toThrow('EVIDENCE_URL: is written https://HOST/BUCKET or https://HOST/BUCKET/PATH');
    expect(reading).not.toThrow(/hunter2|a\+secret/);
  });

  it('needs to know who we are there', () => {
    const EVIDENCE_URL = 'https://s3.example.org/acme';
    expect(() => read({ EVIDENCE_URL })).toThrow(
      'AWS_ACCESS_KEY_ID: is missing: EVIDENCE_URL names a bucket, and this account may use it; AWS_SECRET_ACCESS_KEY: is missing',
    );
    expect(() => read({ ...account, EVIDENCE_URL, AWS_SECRET_ACCESS_KEY: 'two words' })).toThrow(
      'AWS_SECRET_ACCESS_KEY: can’t be used',
    );
    expect(() => read({ ...account, EVIDENCE_URL, AWS_REGION: 'EU Central' })).toThrow(
      'AWS_REGION: is a name such as',
    );
  });
});
