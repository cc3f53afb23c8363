import { onchainTable } from 'ponder';

export const sent = onchainTable('sent', (t) => ({
  hash: t.text().primaryKey(),
  from: t.text(),
  to: t.text(),
  nonce: t.integer(),
  index: t.integer(),
  type: t.text(),
  status: t.text(),
  block: t.integer(),
}));

export const ping = onchainTable('ping', (t) => ({
  id: t.text().primaryKey(),
  hash: t.text(),
  from: t.text(),
  value: t.integer(),
  receiptFrom: t.text(),
}));
