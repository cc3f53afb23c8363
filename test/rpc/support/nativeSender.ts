import { toHex } from '../../../storage/encoding/bytes.ts';
import { NATIVE_SENDER } from '../../support/nativeTraffic.ts';
import { type DevNode, openDevNode } from './devNode.ts';

/** A development node on which the native account of the tests has 10 XAI. */
export interface NativeNode {
  readonly dev: DevNode;
  /** the account that they came from */
  readonly rich: string;
  /** the native address of the sender */
  readonly sender: string;
}

/** Opens the node and funds the account. */
export async function openNativeNode(): Promise<NativeNode> {
  const dev = await openDevNode();
  const [rich = ''] = dev.accounts;
  const to = toHex(NATIVE_SENDER);
  await dev.call('eth_sendTransaction', { from: rich, to, value: '0x8ac7230489e80000' });
  return { dev, rich, sender: await dev.call('xai_fromEvmAddress', to) };
}
