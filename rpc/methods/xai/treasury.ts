import { treasuryAbi } from '../../../modules/abi/treasury.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { callBaseAt } from '../../blockTag.ts';
import { quantityHex } from '../../format/hex.ts';
import { type Method, optional } from '../../method.ts';
import { moduleView } from '../../moduleView.ts';
import { BlockParameter } from '../../schema/block.ts';
import { TreasuryResult } from '../../schema/modules.ts';

/** Place of the treasury among the modules of genesis. */
const TREASURY = 0x06;

/** Payments and streams in one answer: the newest. */
const SHOWN = 100n;

/** xai_* about the treasury. */
export const xaiTreasuryMethods: readonly Method[] = [
  {
    name: 'xai_treasury',
    summary:
      "The treasury's XAI, limits and signers, with its newest payments and streams (at most 100 of each, in their order).",
    params: [optional('block', BlockParameter, 'latest unless told')],
    result: TreasuryResult,
    resultName: 'treasury',
    handler: async ([block], { calls, chain }) => {
      const view = moduleView(treasuryAbi, TREASURY, { calls, base: callBaseAt(block, chain) });
      const [spent, left] = await view.read('periodSpending');
      const [paymentCount, streamCount] = [await view.read('paymentCount'), await view.read('streamCount')];
      const [firstPayment, firstStream] = [newest(paymentCount), newest(streamCount)];
      const payments = await view.read('payments', firstPayment, SHOWN);
      const [streams, vested] = await view.read('streams', firstStream, SHOWN);
      const [reserved, available] = [await view.read('reserved'), await view.read('available')];
      return {
        address: toHex(view.address),
        balance: quantityHex(reserved + available),
        reserved: quantityHex(reserved),
        available: quantityHex(available),
        paymentLimit: quantityHex(await view.read('parameter', await view.read('PAYMENT_LIMIT'))),
        periodLimit: quantityHex(await view.read('parameter', await view.read('PERIOD_LIMIT'))),
        periodLength: quantityHex(await view.read('parameter', await view.read('PERIOD_LENGTH'))),
        periodSpent: quantityHex(spent),
        periodLeft: quantityHex(left),
        signers: await view.read('signers'),
        threshold: quantityHex(BigInt(await view.read('threshold'))),
        paymentCount: quantityHex(paymentCount),
        payments: payments.map(({ to, amount, proposer, approvals, expiresAt, closed }, index) => ({
          id: quantityHex(firstPayment + BigInt(index)),
          to,
          amount: quantityHex(amount),
          proposer,
          approvals: quantityHex(bitCount(approvals)),
          expiresAt: quantityHex(expiresAt),
          closed,
        })),
        streamCount: quantityHex(streamCount),
        streams: streams.map(({ recipient, total, claimed, start, cliff, end, cancelled }, index) => ({
          id: quantityHex(firstStream + BigInt(index)),
          recipient,
          total: quantityHex(total),
          vested: quantityHex(vested[index] ?? 0n),
          claimed: quantityHex(claimed),
          start: quantityHex(start),
          cliff: quantityHex(cliff),
          end: quantityHex(end),
          cancelled,
        })),
      };
    },
  },
];

function newest(count: bigint): bigint {
  return count > SHOWN ? count - SHOWN : 0n;
}

function bitCount(bits: bigint): bigint {
  return BigInt(bits.toString(2).replaceAll('0', '').length);
}
