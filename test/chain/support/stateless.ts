import { createMPT, type MerklePatriciaTrie } from '@ethereumjs/mpt';
import { RLP } from '@ethereumjs/rlp';
import type { Block } from '../../../chain/block/block.ts';
import { encodeHeader } from '../../../chain/block/headerCodec.ts';
import { type ExecutionWitness, executionWitness } from '../../../chain/call/executionWitness.ts';
import type { Blockchain } from '../../../chain/canonical/blockchain.ts';
import type { Protocol } from '../../../chain/protocol/protocol.ts';
import { rulesOfHeader } from '../../../chain/rules.ts';
import { executeBlock } from '../../../chain/validate/execute.ts';
import { boundedTries } from '../../../src/trieRange.ts';
import {
  type BytesKey,
  bigIntToBytes,
  bytesToBigInt,
  equalBytes,
  fromKey,
  toHex,
  toKey,
} from '../../../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH, EMPTY_TRIE_ROOT, keccak256 } from '../../../storage/encoding/keccak.ts';
import { type Account, EMPTY_ACCOUNT } from '../../../storage/state/account.ts';
import type { StateChanges } from '../../../storage/state/changes.ts';
import type { StateReader } from '../../../storage/state/reader.ts';
import type { Store } from '../../../storage/store.ts';
import type { Engine } from '../../../vm/engine.ts';
import type { ChainConfig } from '../../../vm/rules/chainConfig.ts';

/** What a verifier knows beside block and witness. */
interface StatelessParts {
  readonly engine: Engine;
  readonly config: ChainConfig;
  readonly protocol?: Protocol | undefined;
  readonly contractSenders: boolean;
}

/** Executes a block of a chain again with its witness alone, which it returns. Throws as `verifyStateless`. */
export async function verifyWitness(
  block: Block,
  { engine, chain, store }: { engine: Engine; chain: Blockchain; store: Store },
): Promise<ExecutionWitness> {
  const { config, protocol } = chain;
  const contractSenders = false;
  const tries = boundedTries(store, () => undefined);
  const witness = await executionWitness(block, { engine, chain, contractSenders }, tries);
  await verifyStateless(block, witness, { engine, config, protocol, contractSenders });
  return witness;
}

/** In which order changes are laid over the tries: what has to be read of these depends on it. */
const ORDERS = ['values first', 'removals first'] as const;

/**
 * Executes a block with nothing but its witness, and works out the state root by @ethereumjs/mpt. Throws where anything is missing,
 * does not hash to what names it, or the block's header says another thing than its execution.
 */
async function verifyStateless(
  block: Block,
  { state, codes, headers }: ExecutionWitness,
  { engine, config, protocol, contractSenders }: StatelessParts,
): Promise<void> {
  const parent = headers.at(-1);
  if (parent === undefined) throw new Error('the witness has no header');
  const hashes = new Map<bigint, Uint8Array>();
  for (const [at, header] of headers.entries()) {
    const hash = keccak256(encodeHeader(header));
    const child = headers[at + 1] ?? block.header;
    if (!equalBytes(child.parentHash, hash))
      throw new Error(`header ${header.number} is not that of the parent`);
    hashes.set(header.number, hash);
  }
  const nodes = new Map(state.map((node) => [toKey(keccak256(node)), node]));
  const reader = witnessReader(parent.stateRoot, nodes, codes);
  const noRoot = () => {
    throw new Error('state roots in receipts are not worked out here');
  };
  const { changes } = await executeBlock(
    block,
    {
      rules: rulesOfHeader(config, block.header),
      state: reader,
      blockHash(number) {
        const hash = hashes.get(number);
        if (hash === undefined && number < parent.number && number >= parent.number - 255n && number >= 0n)
          throw new Error(`the witness lacks the header of block ${number}`);
        return hash;
      },
      parameters: protocol?.parameters(reader, block.header.number),
    },
    { engine, contractSenders, protocol, stateRoot: noRoot },
  );
  for (const order of ORDERS) {
    const root = await rootAfter(parent.stateRoot, changes, reader, nodes, order === 'removals first');
    if (!equalBytes(root, block.header.stateRoot))
      throw new Error(`${order}: root ${toHex(root)}, header ${toHex(block.header.stateRoot)}`);
  }
}

type Nodes = ReadonlyMap<BytesKey, Uint8Array>;

function witnessReader(root: Uint8Array, nodes: Nodes, codes: readonly Uint8Array[]): StateReader {
  const codeOf = new Map(codes.map((code) => [toKey(keccak256(code)), code]));
  const reader: StateReader = {
    account(address) {
      const leaf = valueAt(root, address, nodes);
      if (leaf === undefined) return undefined;
      const [nonce, balance, storageRoot, codeHash] = RLP.decode(leaf) as Uint8Array[] as [
        Uint8Array,
        Uint8Array,
        Uint8Array,
        Uint8Array,
      ];
      return { nonce: bytesToBigInt(nonce), balance: bytesToBigInt(balance), storageRoot, codeHash };
    },
    slot(address, key) {
      const { storageRoot } = reader.account(address) ?? EMPTY_ACCOUNT;
      const leaf = valueAt(storageRoot, key, nodes);
      return leaf === undefined ? new Uint8Array(0) : (RLP.decode(leaf) as Uint8Array);
    },
    code(hash) {
      if (equalBytes(hash, EMPTY_CODE_HASH)) return new Uint8Array(0);
      const code = codeOf.get(toKey(hash));
      if (code === undefined) throw new Error(`the witness lacks the code ${toHex(hash)}`);
      return code;
    },
  };
  return reader;
}

type Structure = Uint8Array | Structure[];

/** The value under the hash of a key; undefined where the nodes show that there is none. */
function valueAt(root: Uint8Array, key: Uint8Array, nodes: Nodes): Uint8Array | undefined {
  if (equalBytes(root, EMPTY_TRIE_ROOT)) return undefined;
  const path = [...toHex(keccak256(key)).slice(2)].map((digit) => Number.parseInt(digit, 16));
  let reference: Structure = root;
  let depth = 0;
  for (;;) {
    const node: Structure = Array.isArray(reference) ? reference : RLP.decode(nodeOf(reference, nodes));
    if (!Array.isArray(node)) throw new Error('a node is no list');
    if (node.length === 17) {
      reference = node[path[depth++] as number] as Structure;
      if (!Array.isArray(reference) && reference.length === 0) return undefined;
      continue;
    }
    const [compact, next] = node as [Uint8Array, Structure];
    const digits = [...toHex(compact).slice(2)].map((digit) => Number.parseInt(digit, 16));
    const isLeaf = (digits[0] as number) >= 2;
    const rest = digits.slice((digits[0] as number) % 2 === 1 ? 1 : 2);
    if (rest.some((nibble, at) => path[depth + at] !== nibble)) return undefined;
    if (isLeaf) return next as Uint8Array;
    depth += rest.length;
    reference = next;
  }
}

function nodeOf(hash: Uint8Array, nodes: Nodes): Uint8Array {
  const node = nodes.get(toKey(hash));
  if (node === undefined) throw new Error(`the witness lacks the node ${toHex(hash)}`);
  return node;
}

async function rootAfter(
  root: Uint8Array,
  changes: StateChanges,
  reader: StateReader,
  nodes: Nodes,
  removalsFirst: boolean,
): Promise<Uint8Array> {
  const accounts: (readonly [Uint8Array, Uint8Array])[] = [];
  for (const key of new Set([...changes.accounts.keys(), ...changes.storage.keys()])) {
    const address = fromKey(key);
    const before = reader.account(address);
    const account: Account | null | undefined = changes.accounts.has(key)
      ? changes.accounts.get(key)
      : before;
    if (account === null || account === undefined) {
      accounts.push([address, new Uint8Array(0)]);
      continue;
    }
    const changed = changes.storage.get(key);
    const first = changed?.cleared === true ? EMPTY_TRIE_ROOT : (before?.storageRoot ?? EMPTY_TRIE_ROOT);
    const slots = [...(changed?.slots ?? [])].map(
      ([slot, value]) => [fromKey(slot), value.length === 0 ? value : RLP.encode(value)] as const,
    );
    const storageRoot = await trieAfter(first, slots, nodes, removalsFirst);
    const { nonce, balance, codeHash } = account;
    accounts.push([
      address,
      RLP.encode([bigIntToBytes(nonce), bigIntToBytes(balance), storageRoot, codeHash]),
    ]);
  }
  return trieAfter(root, accounts, nodes, removalsFirst);
}

/** The root of a trie after values were put under keys, empty ones taken away. */
async function trieAfter(
  root: Uint8Array,
  changes: readonly (readonly [Uint8Array, Uint8Array])[],
  nodes: Nodes,
  removalsFirst: boolean,
): Promise<Uint8Array> {
  if (changes.length === 0) return root;
  const trie: MerklePatriciaTrie = await createMPT({ useKeyHashing: true });
  for (const [hash, node] of nodes) await trie.database().put(fromKey(hash), node);
  trie.root(root);
  const rank = (value: Uint8Array) => ((value.length === 0) === removalsFirst ? 0 : 1);
  for (const [key, value] of changes.toSorted((a, b) => rank(a[1]) - rank(b[1]))) {
    if (value.length > 0) await trie.put(key, value);
    else await trie.del(key);
  }
  return trie.root();
}
