import { db } from 'ponder:api';
import schema from 'ponder:schema';
import { Hono } from 'hono';

const app = new Hono();
app.get('/found', async (context) =>
  context.json({ sent: await db.select().from(schema.sent), pings: await db.select().from(schema.ping) }),
);

export default app;
