import type { NodeContext } from '../../rpc/context.ts';
import { ethCallMethods } from '../../rpc/methods/eth/call.ts';
import type { RpcLogger } from '../../rpc/server/options.ts';
import { toHex } from '../../storage/encoding/bytes.ts';
import { endStart } from '../startPace.ts';
import { longCode, READS_SLOT } from './codes.ts';
import { insideClient } from './inside.ts';

const NOWHERE = toHex(new Uint8Array(20).fill(0xee));

/**
 * One eth_call on the head that leaves nothing behind, before the node says that it is ready: whoever calls at once finds the
 * engine loaded, its machine made, and what puts codes into it compiled. What it cannot do here, a client is told.
 */
export async function firstCall(context: NodeContext, logger: RpcLogger): Promise<void> {
  endStart();
  const methods = ethCallMethods.filter(({ name }) => name === 'eth_call');
  const client = insideClient(methods, context, logger);
  const override = { [NOWHERE]: { code: toHex(longCode(READS_SLOT, 0)) } };
  await client.ask('eth_call', { to: NOWHERE, data: '0x00000000' }, 'latest', override);
  client.close();
}
