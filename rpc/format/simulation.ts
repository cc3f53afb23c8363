import type { SimulatedBlock, SimulatedCall } from '../../chain/simulate/simulation.ts';
import { toHex } from '../../storage/encoding/bytes.ts';
import { simulatedHaltError } from '../errorObject.ts';
import { formatBlock } from './block.ts';
import { quantityHex } from './hex.ts';
import { formatLog } from './log.ts';

/** A simulated block as eth_simulateV1 shows it: a block with the results of its calls. */
export function formatSimulatedBlock({ block, calls }: SimulatedBlock, fullTransactions: boolean) {
  return {
    ...formatBlock(block, { fullTransactions, pending: false, size: undefined }),
    calls: calls.map(formatCall),
  };
}

function formatCall({ returnData, logs, gasUsed, maxGasUsed, halt }: SimulatedCall) {
  return {
    returnData: toHex(returnData),
    logs: logs.map((log) => formatLog(log, false)),
    gasUsed: quantityHex(gasUsed),
    maxUsedGas: quantityHex(maxGasUsed),
    status: halt === undefined ? '0x1' : '0x0',
    ...(halt === undefined ? {} : { error: simulatedHaltError(halt, returnData) }),
  };
}
