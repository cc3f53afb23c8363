import { Type } from '@sinclair/typebox';
import { orNull } from './results.ts';
import { Bool, Data, Address as EvmAddress, Hash32, Quantity, Quantity64 } from './scalar.ts';

/**
 * The JSON of native transactions, with the field names of the upstream chain. Amounts and fees are decimal integers in
 * the smallest unit, as text: a JSON number is no safe place for money. Fields that are not named here are refused.
 */

/** An amount in the smallest unit (10^18 are one XAI) or a fee per gas in it; at most 78 digits. */
const Amount = Type.String({ title: 'amount', pattern: '^(0|[1-9][0-9]{0,77})$' });

/** A count of at most 64 bits: decimal text, or a JSON number where that is exact. */
const Count = Type.Union(
  [
    Type.String({ pattern: '^(0|[1-9][0-9]{0,19})$' }),
    Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  ],
  { title: 'count' },
);

/** XAI… or TXAI… and 40 hex digits. */
export const XaiAddress = Type.String({ title: 'xaiAddress', pattern: '^T?XAI[0-9a-fA-F]{40}$' });

/** An account in either form of address. */
const AnyAddress = Type.String({ title: 'anyAddress', pattern: '^(0x|T?XAI)[0-9a-fA-F]{40}$' });

/** 64 bytes as the upstream chain writes keys and signatures: 128 hex digits, with or without 0x. */
const Bytes64 = Type.String({ title: 'bytes64', pattern: '^(0x)?[0-9a-fA-F]{128}$' });

/** The name of a kind; names of kinds that do not exist here have errors of their own. */
const Kind = Type.String({ title: 'kind', minLength: 1, maxLength: 40 });

const strict = { additionalProperties: false } as const;

const metadata = {
  data: Type.Optional(Data),
  gas_limit: Type.Optional(Count),
  max_fee_per_gas: Type.Optional(Amount),
  max_priority_fee_per_gas: Type.Optional(Amount),
  chain_id: Type.Optional(Count),
};

/** What xai_sendTransaction takes: everything that the signature covers is said. */
export const SignedNative = Type.Object(
  {
    tx_type: Kind,
    sender: Type.Optional(AnyAddress),
    recipient: Type.Optional(Type.Union([AnyAddress, Type.Null()], { title: 'maybe' })),
    amount: Amount,
    nonce: Count,
    metadata: Type.Object(
      {
        data: metadata.data,
        gas_limit: Count,
        max_fee_per_gas: Amount,
        max_priority_fee_per_gas: Amount,
        chain_id: Count,
      },
      { title: 'native metadata', ...strict },
    ),
    public_key: Bytes64,
    signature: Bytes64,
  },
  { title: 'signed native transaction', ...strict },
);

/** What xai_buildTransaction takes in native form: what is left out is filled in. */
export const NativeDraft = Type.Object(
  {
    tx_type: Kind,
    sender: Type.Optional(AnyAddress),
    public_key: Type.Optional(Bytes64),
    recipient: Type.Optional(Type.Union([AnyAddress, Type.Null()], { title: 'maybe' })),
    amount: Type.Optional(Amount),
    nonce: Type.Optional(Count),
    metadata: Type.Optional(Type.Object(metadata, { title: 'native metadata draft', ...strict })),
  },
  { title: 'native draft', ...strict },
);

/** What xai_buildTransaction takes in Ethereum form. */
export const EthereumDraft = Type.Object(
  {
    from: AnyAddress,
    to: Type.Optional(Type.Union([AnyAddress, Type.Null()], { title: 'maybe' })),
    value: Type.Optional(Quantity),
    data: Type.Optional(Data),
    input: Type.Optional(Data),
    gas: Type.Optional(Quantity64),
    maxFeePerGas: Type.Optional(Quantity),
    maxPriorityFeePerGas: Type.Optional(Quantity),
    nonce: Type.Optional(Quantity64),
    chainId: Type.Optional(Quantity),
  },
  { title: 'Ethereum draft', ...strict },
);

/** Either form. */
export const AnyDraft = Type.Union([NativeDraft, EthereumDraft], { title: 'either draft' });

const Decimal = Type.String({ title: 'decimal' });

/** The fees and the data of a transaction, as the native views show them. */
const MetadataResult = Type.Object(
  {
    data: Data,
    gas_limit: Decimal,
    max_fee_per_gas: Decimal,
    max_priority_fee_per_gas: Decimal,
    chain_id: orNull(Decimal),
  },
  { title: 'native metadata result' },
);

const fieldsResult = {
  tx_type: Type.String(),
  sender: XaiAddress,
  recipient: orNull(XaiAddress),
  amount: Decimal,
  nonce: Decimal,
  metadata: MetadataResult,
};

/** An unsigned transaction in native form. */
const UnsignedNative = Type.Object(fieldsResult, { title: 'unsigned native transaction' });

/** An unsigned transaction in Ethereum form, of type 2. */
const UnsignedEthereum = Type.Object(
  {
    type: Quantity64,
    from: EvmAddress,
    to: orNull(EvmAddress),
    value: Quantity,
    input: Data,
    gas: Quantity64,
    maxFeePerGas: Quantity,
    maxPriorityFeePerGas: Quantity,
    nonce: Quantity64,
    chainId: Quantity,
  },
  { title: 'unsigned Ethereum transaction' },
);

/** xai_buildTransaction's answer; the signing hash needs the public key. */
export const BuiltResult = Type.Object(
  { native: UnsignedNative, ethereum: UnsignedEthereum, signing_hash: orNull(Hash32) },
  { title: 'built transaction' },
);

/** Where a transaction stands; null while it waits. */
const placeResult = {
  block_hash: orNull(Hash32),
  block_number: orNull(Decimal),
  block_timestamp: orNull(Decimal),
  transaction_index: orNull(Type.Integer()),
};

/** A transaction of either origin in native form. */
export const NativeTransactionResult = Type.Object(
  {
    txid: Hash32,
    origin: Type.Union([Type.Literal('native'), Type.Literal('ethereum'), Type.Literal('system')]),
    ethereum_type: orNull(Type.Integer()),
    ...fieldsResult,
    public_key: orNull(Data),
    signature: orNull(Data),
    ...placeResult,
  },
  { title: 'native transaction' },
);

/** A block in native form. */
export const NativeBlockResult = Type.Object(
  {
    hash: Hash32,
    parent_hash: Hash32,
    number: Decimal,
    timestamp: Decimal,
    producer: XaiAddress,
    state_root: Hash32,
    transactions_root: Hash32,
    receipts_root: Hash32,
    gas_limit: Decimal,
    gas_used: Decimal,
    base_fee_per_gas: orNull(Decimal),
    transaction_count: Type.Integer(),
    transactions: Type.Union([Type.Array(Hash32), Type.Array(NativeTransactionResult)], {
      title: 'native transactions',
    }),
  },
  { title: 'native block' },
);

/** A log in native form. */
const NativeLogResult = Type.Object(
  { address: XaiAddress, topics: Type.Array(Hash32), data: Data, log_index: Type.Integer() },
  { title: 'native log' },
);

/** A receipt in native form. */
export const NativeReceiptResult = Type.Object(
  {
    txid: Hash32,
    tx_type: Type.String(),
    status: Type.Union([Type.Literal('success'), Type.Literal('failed'), Type.Null()]),
    sender: XaiAddress,
    recipient: orNull(XaiAddress),
    contract_address: orNull(XaiAddress),
    gas_used: Decimal,
    cumulative_gas_used: Decimal,
    effective_gas_price: Decimal,
    fee: Decimal,
    logs: Type.Array(NativeLogResult),
    block_hash: Hash32,
    block_number: Decimal,
    block_timestamp: Decimal,
    transaction_index: Type.Integer(),
  },
  { title: 'native receipt' },
);

/** xai_validateAddress's answer. */
export const AddressCheckResult = Type.Object(
  {
    valid: Bool,
    reason: orNull(Type.String()),
    network: orNull(Type.Union([Type.Literal('mainnet'), Type.Literal('testnet')])),
    this_network: Bool,
    checksum: orNull(Type.Union([Type.Literal('correct'), Type.Literal('absent')])),
    address: orNull(XaiAddress),
    evm_address: orNull(EvmAddress),
  },
  { title: 'address check' },
);

/** A row of xai_transactionKinds. */
export const KindResult = Type.Object(
  {
    tx_type: Type.String(),
    number: Type.Integer(),
    supported: Bool,
    sendable: Bool,
    description: Type.String(),
  },
  { title: 'transaction kind' },
);
