import type { RequestEvent } from '../../rpc/server/options.ts';
import { toHex } from '../../storage/encoding/bytes.ts';
import type { Logger } from '../logger.ts';
import type { Activity } from './activity.ts';

/** Activity as records of the logger: blocks at info, requests at debug. */
export function loggedActivity(logger: Logger): Activity {
  return {
    request: logger.isLevelEnabled('debug') ? (event) => logRequest(logger, event) : undefined,
    consoleLine: (line) => logger.info({ line }, 'console.log'),
    block({ header, hash, transactions }, _receipts, reasons) {
      const fields = {
        number: header.number.toString(),
        hash: toHex(hash),
        transactions: transactions.length,
        gasUsed: header.gasUsed.toString(),
      };
      logger.info(reasons.size === 0 ? fields : { ...fields, failed: Object.fromEntries(reasons) }, 'block');
    },
    removed(blocks) {
      for (const { header, hash } of blocks) {
        logger.warn({ number: header.number.toString(), hash: toHex(hash) }, 'block removed');
      }
    },
  };
}

function logRequest(logger: Logger, { method, transport, milliseconds, error }: RequestEvent): void {
  const fields = { method, transport, milliseconds: Math.round(milliseconds * 1000) / 1000 };
  logger.debug(
    error === undefined ? fields : { ...fields, error: error.message, code: error.code },
    'request',
  );
}
