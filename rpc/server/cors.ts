/** Who may talk to this server from a browser, decided from the request's headers alone. */
export interface AccessRules {
  readonly corsOrigins: readonly string[];
  readonly allowedHosts?: readonly string[] | undefined;
}

/** Whether a page of this origin may read answers and open WebSockets; requests without an origin are no pages. */
export function originAllowed(rules: AccessRules, origin: string | null): boolean {
  return origin === null || rules.corsOrigins.includes('*') || rules.corsOrigins.includes(origin);
}

/** Whether the Host header names this node: an IP address always does (a rebound DNS name never is one). */
export function hostAllowed(rules: AccessRules, host: string | null): boolean {
  if (rules.allowedHosts === undefined || host === null) return true;
  const name = host.startsWith('[') ? host.slice(0, host.indexOf(']') + 1) : host.replace(/:\d+$/, '');
  const isAddress = name.startsWith('[') || /^\d{1,3}(\.\d{1,3}){3}$/.test(name);
  return isAddress || rules.allowedHosts.includes('*') || rules.allowedHosts.includes(name.toLowerCase());
}

/** The headers that let a page of an allowed origin read the answer. */
export function corsHeaders(rules: AccessRules, origin: string | null): Record<string, string> {
  if (rules.corsOrigins.includes('*')) return { 'access-control-allow-origin': '*' };
  if (origin === null || !rules.corsOrigins.includes(origin)) return {};
  return { 'access-control-allow-origin': origin, vary: 'origin' };
}

/** The answer to a browser's question whether it may send the request at all. */
export function preflight(rules: AccessRules, request: Request): Response {
  return new Response(null, {
    status: 204,
    headers: {
      ...corsHeaders(rules, request.headers.get('origin')),
      'access-control-allow-methods': 'POST, GET, OPTIONS',
      'access-control-allow-headers': request.headers.get('access-control-request-headers') ?? 'content-type',
      'access-control-allow-private-network': 'true',
      'access-control-max-age': '86400',
    },
  });
}
