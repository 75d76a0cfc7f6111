import { BlockList, isIP } from 'node:net';
import type { CiVariable } from '../service.ts';

/** Hosts: a name, or `.name` for all names below it. */
type Hosts = readonly string[];

/** Where files of a service may lie. */
export interface Storage {
  /** Where its API begins: its own host, in whatever network it is. */
  readonly baseUrl: string;
  /** Where the public service keeps files; `s3` stands for the storage of Amazon. */
  readonly storageHosts?: Hosts;
  /** What the server's operator named: these may lie in a network of one's own. */
  readonly ownHosts?: Hosts;
}

/** Where artifacts may lie beside a service's own storage. */
export const storageVariable = {
  name: 'CI_STORAGE_HOSTS',
  about:
    'Hosts on which artifacts may lie beside a service’s own, with commas between them: a name, or .name for all below it.',
  required: false,
  isShared: true,
} satisfies CiVariable;

/** The hosts that an operator named. */
export function ownHostsIn(variables: Readonly<Record<string, string>> = {}): Hosts {
  const text = variables[storageVariable.name] ?? '';
  return text
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== '');
}

/** Whether a host is one of these. */
export function isAmong(hostname: string, hosts: Hosts): boolean {
  return hosts.some((host) => (host.startsWith('.') ? hostname.endsWith(host) : hostname === host));
}

/** What an address is: of one's own, in whatever network; outside, where no private network may be; or not trusted. */
type Trust = 'own' | 'outside' | { readonly distrust: string };

/** Whether a file may be read from an address: an artifact's comes from outside, and so does each redirect. */
export function trustIn(url: URL, storage: Storage): Trust {
  const { baseUrl, storageHosts = [], ownHosts = [] } = storage;
  const base = new URL(baseUrl);
  const place = `${url.protocol}//${url.host}`;
  if (url.protocol === base.protocol && url.hostname === base.hostname) return 'own';
  if (url.protocol !== 'https:') return { distrust: `it lies at ${place}, which is not trusted` };
  if (url.hostname === base.hostname || isAmong(url.hostname, ownHosts)) return 'own';
  const isKnown = isAmong(url.hostname, storageHosts) || (storageHosts.includes('s3') && isS3(url.hostname));
  if (isKnown) return 'outside';
  return {
    distrust: `it lies at ${place}, which is not trusted: the operator of this server can add it to ${storageVariable.name}`,
  };
}

/** Why nothing is read from a name that is allowed, and is made to lead into the server's own network. */
export function leadsInside({ protocol, host }: URL): string {
  return `it lies at ${protocol}//${host}, which leads into the network of this server: its operator can allow that with ${storageVariable.name}`;
}

/** Not every name of Amazon's is storage: those of machines lead into private networks. */
function isS3(hostname: string): boolean {
  return /(?:^|\.)s3(?:[.-][a-z\d-]+){0,3}\.amazonaws\.com(?:\.cn)?$/.test(hostname);
}

/** Where networks without IPv4 reach it: the address is the end. RFC 6052. */
const translated = '64:ff9b::';
const inside = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['224.0.0.0', 3],
] as const) {
  inside.addSubnet(net, bits, 'ipv4');
  inside.addSubnet(`${translated}${net}`, 96 + bits, 'ipv6');
}
for (const [net, bits] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  inside.addSubnet(net, bits, 'ipv6');

/** Whether an address is private, link-local, of this machine, or of nobody. */
export function isInside(address: string): boolean {
  const family = isIP(address);
  return family === 0 || inside.check(address, family === 4 ? 'ipv4' : 'ipv6');
}
