import { toHex } from '../../storage/encoding/bytes.ts';
import { checksumAddress } from '../dev/checksum.ts';
import type { Activity } from './activity.ts';

/** Activity as lines for a developer at a terminal, in anvil's form: the method, then what it did, indented. */
export function plainActivity(write: (text: string) => void): Activity {
  return {
    request({ method, error }) {
      write(error === undefined ? `${method}\n` : `${method}\n    Error: ${error.message}\n`);
    },
    consoleLine: (line) => write(`    ${line.replaceAll('\n', '\n    ')}\n`),
    block(block, receipts, reasons) {
      const lines: string[] = [];
      for (const [index, receipt] of receipts.entries()) {
        const hash = toHex(block.transactions[index]?.hash ?? new Uint8Array(32));
        lines.push(`    Transaction: ${hash}`);
        if (receipt.contractAddress !== undefined && receipt.succeeded !== false) {
          lines.push(`    Contract created: ${checksumAddress(receipt.contractAddress)}`);
        }
        lines.push(`    Gas used: ${receipt.gasUsed}`);
        if (receipt.succeeded === false) lines.push(`    Error: ${reasons.get(hash) ?? 'execution failed'}`);
        lines.push('');
      }
      const time = timeText(block.header.timestamp);
      lines.push(`    Block Number: ${block.header.number}`, `    Block Hash: ${toHex(block.hash)}`);
      lines.push(`    Block Time: "${time}"`, '');
      write(`\n${lines.join('\n')}\n`);
    },
    removed(blocks) {
      for (const block of blocks) write(`    Block removed: ${block.header.number} ${toHex(block.hash)}\n`);
    },
  };
}

/** Development chains may be sent past the year 275760, where calendars end. */
function timeText(seconds: bigint): string {
  const date = new Date(Number(seconds) * 1000);
  return Number.isNaN(date.valueOf()) ? `${seconds} s` : date.toUTCString();
}
