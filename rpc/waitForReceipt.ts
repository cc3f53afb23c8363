import { toHex } from '../storage/encoding/bytes.ts';
import type { NodeContext } from './context.ts';
import { ReceiptTimeoutError } from './errors.ts';
import { findReceipt } from './findReceipt.ts';
import type { JsonText } from './jsonText.ts';

/** The receipt of a transaction as soon as it is in the chain. Throws ReceiptTimeoutError after so many milliseconds. */
export function waitForReceipt(hash: Uint8Array, milliseconds: number, context: NodeContext) {
  return new Promise<JsonText>((resolve, reject) => {
    const look = () => {
      const receipt = findReceipt(hash, context);
      if (receipt === undefined) return;
      end();
      resolve(receipt);
    };
    const stopListening = context.events.onHead(look);
    const timer = setTimeout(() => {
      end();
      reject(new ReceiptTimeoutError(toHex(hash), milliseconds));
    }, milliseconds);
    const end = () => {
      stopListening();
      clearTimeout(timer);
    };
    look();
  });
}
