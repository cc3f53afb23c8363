/** Keeps every transaction of the native account, and every event of the contract, as Ponder hands them over. */
import { ponder } from 'ponder:registry';
import { ping, sent } from 'ponder:schema';

ponder.on('Sender:transaction:from', async ({ event, context }) => {
  const { transaction, transactionReceipt, block } = event;
  await context.db.insert(sent).values({
    hash: transaction.hash,
    from: transaction.from,
    to: transaction.to,
    nonce: transaction.nonce,
    index: transaction.transactionIndex,
    type: transaction.type,
    status: transactionReceipt.status,
    block: Number(block.number),
  });
});

ponder.on('Logger:Ping', async ({ event, context }) => {
  await context.db.insert(ping).values({
    id: event.id,
    hash: event.transaction.hash,
    from: event.transaction.from,
    value: Number(event.args.value),
    receiptFrom: event.transactionReceipt.from,
  });
});
