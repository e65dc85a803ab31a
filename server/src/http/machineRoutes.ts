import { Hono } from 'hono';
import type { HttpEnv, HttpServices } from './httpServices.ts';

/** Health of the process, readiness of what it needs, metrics. */
export function machineRoutes({ database, load, metrics }: HttpServices) {
  return new Hono<HttpEnv>()
    .get('/health', (c) => c.json({ status: 'ok' as const }))
    .get('/ready', async (c) => {
      const isReady =
        !load.isStopping &&
        (await database.pool.query('SELECT 1').then(
          () => true,
          () => false,
        ));
      return isReady ? c.json({ status: 'ok' as const }) : c.json({ status: 'not_ready' as const }, 503);
    })
    .get('/metrics', (c) =>
      c.text(metrics.page(load.inFlight, load.delayMs), 200, {
        'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
      }),
    );
}
