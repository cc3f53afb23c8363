import type { Hex } from 'viem';
import { addressNetwork } from '../../../chain/transaction/native/address.ts';
import { parseAnyAddress } from '../../../rpc/schema/parseNative.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';
import type { CliCommand } from '../../cli/command.ts';
import { rpcClient } from '../../client/rpcClient.ts';
import { COINS } from '../../config/kinds.ts';
import { sendNative } from '../../native/execute.ts';

/** `xai native send`: XAI from one account to another. */
export const nativeSendCommand: CliCommand = {
  name: 'native send',
  summary: 'move XAI',
  description: `Moves XAI from the native account of a key: shows gas and cost, asks, signs, sends, and waits for the block. The key comes
from its encrypted file; "xai account new" and "import" tell the native account of a key.`,
  examples: [
    ['xai native send TXAI70997970… 1.5 --account 0xf39f…', 'asks for the password'],
    ['xai native send 0x7099… 1.5 --account 0xf39f… --dry-run', 'only show what it would cost'],
  ],
  argument: { name: 'to', description: 'who gets it: XAI…, TXAI… or 0x…' },
  further: [{ name: '<amount>', description: 'XAI, with up to 18 decimals' }],

  async run(settings, to, [amount = '']) {
    const value = COINS.parse(amount);
    const chainId = BigInt(await rpcClient(settings.rpcUrl).call<Hex>('eth_chainId'));
    const recipient = toHex(parseAnyAddress(to, addressNetwork(chainId)));
    return sendNative(settings, { to: recipient, data: '0x', value });
  },
};
