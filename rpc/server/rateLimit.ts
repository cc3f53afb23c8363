/** Milliseconds without a request after which a client is forgotten: its allowance is full again by then. */
const FORGET_MS = 10_000;
/** Clients remembered at a time; past it the allowances of all begin anew. */
const MOST_CLIENTS = 100_000;

/** Says whether a client may make so many requests now, and counts them. */
export type RequestAllowance = (address: string, requests: number) => boolean;

/**
 * So many requests per second for each client address, with one second's worth at once. Addresses of IPv6 count by their
 * network of 64 bits, which is what one customer gets. `now` gives milliseconds.
 */
export function requestAllowance(perSecond: number, now: () => number): RequestAllowance {
  const clients = new Map<string, { left: number; at: number }>();
  let swept = now();

  function forgetQuiet(time: number): void {
    swept = time;
    for (const [client, { at }] of clients) if (time - at > FORGET_MS) clients.delete(client);
    if (clients.size > MOST_CLIENTS) clients.clear();
  }

  return (address, requests) => {
    const time = now();
    if (time - swept > FORGET_MS || clients.size > MOST_CLIENTS) forgetQuiet(time);
    const client = networkOf(address);
    const known = clients.get(client);
    const left =
      known === undefined
        ? perSecond
        : Math.min(perSecond, known.left + ((time - known.at) / 1000) * perSecond);
    const allowed = left >= requests;
    clients.set(client, { left: allowed ? left - requests : left, at: time });
    return allowed;
  };
}

/** What a client is told that asks too often. */
export function tooManyRequests(perSecond: number | undefined): string {
  return `too many requests: the limit is ${perSecond} per second and client (--rpc-request-rate)`;
}

/** What counts as one client: an IPv4 address, also within an IPv6 one, or the first 64 bits of an IPv6 address. */
function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [front = '', back] = address.split('::');
  const groups = front === '' ? [] : front.split(':');
  if (back === undefined) return groups.slice(0, 4).join(':');
  const behind = back === '' ? 0 : back.split(':').length;
  while (groups.length + behind < 8) groups.push('0');
  return groups.slice(0, 4).join(':');
}
