import type { Namespace } from '../../rpc/method.ts';

/** What a persistent chain answers to anybody. */
export const PUBLIC_NAMESPACES: readonly Namespace[] = [
  'eth',
  'net',
  'web3',
  'rpc',
  'txpool',
  'alchemy',
  'erigon',
  'xai',
];

/** What one request of may take seconds: answered to strangers only when the operator says so. */
export const COSTLY_NAMESPACES: readonly Namespace[] = ['debug', 'trace', 'ots', 'testing'];

/** What a persistent chain can answer: none of it changes the node. */
export const OFFERED_NAMESPACES: readonly Namespace[] = [...PUBLIC_NAMESPACES, ...COSTLY_NAMESPACES];

/** What is answered on this address when nobody says. */
export function defaultNamespaces(host: string): readonly Namespace[] {
  return isLoopback(host) ? OFFERED_NAMESPACES : PUBLIC_NAMESPACES;
}

/** Requests per second that each client of an address which others reach may make when nobody says. */
export const PUBLIC_REQUEST_RATE = 1000;

/** Requests per second and client on this address when nobody says; 0: any number. */
export function defaultRequestRate(host: string): number {
  return isLoopback(host) ? 0 : PUBLIC_REQUEST_RATE;
}

/** Whether the contracts API is answered on this address when nobody says. */
export function defaultRest(host: string): boolean {
  return isLoopback(host);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
