import { bigIntToFixedBytes } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';
import type { RuleInput } from './evaluate.ts';
import { DATA_AT, FIELDS, type FieldName, RATES_AT, VIEWS_AT } from './ruleSet.ts';

const BLOCK = '(uint256,uint256,address,uint256,uint256)';
const TRANSACTION = '(bytes32,address,address,bool,uint256,uint256,uint256,uint256,uint256,bytes)';
const SELECTOR = keccak256(new TextEncoder().encode(`validateTransaction(${BLOCK},${TRANSACTION})`)).slice(
  0,
  4,
);

/** Where the transaction begins and where, in it, its data: constants of the encoding. */
const TRANSACTION_OFFSET = { place: 164, value: 0xc0n };
const DATA_OFFSET = { place: 484, value: 0x140n };

/** The call data that the engine hands over for a transaction, its hash left out: rules cannot ask for that. */
export function encodeInput({ fields, data }: RuleInput): Uint8Array {
  const bytes = new Uint8Array(DATA_AT + 32 * Math.ceil(data.length / 32));
  bytes.set(SELECTOR, 0);
  for (const { place, value } of [TRANSACTION_OFFSET, DATA_OFFSET])
    bytes.set(bigIntToFixedBytes(value, 32), place);
  for (const [name, place] of Object.entries(FIELDS)) {
    bytes.set(bigIntToFixedBytes(fields[name as FieldName], 32), place);
  }
  bytes.set(data, DATA_AT);
  return bytes;
}

/** What the engine hands over to a set's program: the beginning of that, then the words of rates and views. */
export function programInput(input: RuleInput): Uint8Array {
  const bytes = new Uint8Array(VIEWS_AT + 256);
  bytes.set(encodeInput(input).subarray(0, RATES_AT));
  const put = (place: number, words: readonly bigint[] = []): void => {
    for (const [index, word] of words.entries()) bytes.set(bigIntToFixedBytes(word, 32), place + 32 * index);
  };
  put(RATES_AT, input.rates);
  put(VIEWS_AT, input.views);
  return bytes;
}
