import { Elysia } from 'elysia';

/** How a node is, for whoever decides to restart it (health) or to send it requests (ready). */
export interface HealthReport {
  /** The store can be read and the process answers. */
  readonly healthy: boolean;
  /** Healthy, and the head is as new as it should be. */
  readonly ready: boolean;
  /** why not; undefined where all is well */
  readonly reason: string | undefined;
  /** the newest block; undefined where it cannot be read */
  readonly head: { readonly number: string; readonly ageSeconds: number } | undefined;
}

/** GET /health and /ready: the report as JSON, with status 200 or 503. */
export function healthRoutes(report: () => HealthReport | Promise<HealthReport>) {
  const answer = (holds: (report: HealthReport) => boolean) => async () => {
    const current = await report();
    return Response.json(current, {
      status: holds(current) ? 200 : 503,
      headers: { 'cache-control': 'no-store' },
    });
  };
  return new Elysia({ normalize: false })
    .get(
      '/health',
      answer(({ healthy }) => healthy),
    )
    .get(
      '/ready',
      answer(({ ready }) => ready),
    );
}
