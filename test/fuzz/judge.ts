import { createBlock } from '@ethereumjs/block';
import { Common, type CustomCrypto, Hardfork, Mainnet } from '@ethereumjs/common';
import { createEVM, type EVMMockBlockchainInterface } from '@ethereumjs/evm';
import { SimpleStateManager } from '@ethereumjs/statemanager';
import { createTx, type TypedTransaction } from '@ethereumjs/tx';
import { Account, Address, type PrefixedHexString } from '@ethereumjs/util';
import { createVM, type RunTxResult, runTx, type VM } from '@ethereumjs/vm';
import {
  bigIntToBytes,
  bigIntToFixedBytes,
  toHex,
  toHexString,
  trimLeft,
} from '../../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH, EMPTY_TRIE_ROOT, keccak256 } from '../../storage/encoding/keccak.ts';
import { loadKzg } from '../../vm/kzg.ts';
import { haltOf } from '../../vm/reference/haltReason.ts';
import type { ForkName } from '../../vm/rules/forks.ts';
import type { ExecutableTransaction } from '../../vm/transaction/executable.ts';
import type { FuzzCase } from './case.ts';
import { CHAIN_ID, formerHash } from './config.ts';
import { accountLine, type Executor, type Outcome, type TransactionReport } from './outcome.ts';

/*
 * The judge: @ethereumjs/vm 10.1.3 with a state manager, journal and curves of its own, none of our adapters, runs of
 * instructions, caches or corrections. What it shares with us is the code of the instructions themselves, which the
 * vectors of execution-spec-tests judge.
 *
 * Where the judge is known to be wrong:
 *
 * | what                                  | the judge                         | right                  | so here             |
 * |---------------------------------------|-----------------------------------|------------------------|---------------------|
 * | code that begins with 0xEF00          | takes it for EOF: EXTCODE* see    | code as any other      | programs never hold |
 * |                                       | two bytes, CREATE gives 0 at once |                        | those bytes in turn |
 * | an account that is deleted            | its state manager keeps code and  | nothing is left        | deleteAccount below |
 * |                                       | slots                             |                        | removes them        |
 * | RETURNDATACOPY past the end           | "out of gas"                      | "return data out of    | the two texts are   |
 * |                                       |                                   | bounds" (geth's text)  | taken for the same  |
 */

const HARDFORKS: Partial<Record<ForkName, Hardfork>> = {
  frontier: Hardfork.Chainstart,
  homestead: Hardfork.Homestead,
  tangerineWhistle: Hardfork.TangerineWhistle,
  spuriousDragon: Hardfork.SpuriousDragon,
  byzantium: Hardfork.Byzantium,
  constantinople: Hardfork.Constantinople,
  petersburg: Hardfork.Petersburg,
  istanbul: Hardfork.Istanbul,
  berlin: Hardfork.Berlin,
  london: Hardfork.London,
  merge: Hardfork.Paris,
  shanghai: Hardfork.Shanghai,
  cancun: Hardfork.Cancun,
  prague: Hardfork.Prague,
  osaka: Hardfork.Osaka,
  bpo1: Hardfork.Bpo1,
  bpo2: Hardfork.Bpo2,
};

/** The library's simplest state, that can be filled and read as a whole. */
class JudgeState extends SimpleStateManager {
  load({ accounts }: FuzzCase): void {
    this.accountStack = [new Map()];
    this.codeStack = [new Map()];
    this.storageStack = [new Map()];
    this.originalStorageCache.clear();
    for (const { address, nonce, balance, code, storage } of accounts) {
      const key = toHex(address);
      // creation asks whether there is storage by the root (EIP-7610)
      const root = storage.length === 0 ? EMPTY_TRIE_ROOT : new Uint8Array(32).fill(1);
      const codeHash = code.length === 0 ? EMPTY_CODE_HASH : keccak256(code);
      this.topAccountStack().set(key, new Account(nonce, balance, root, codeHash));
      if (code.length > 0) this.topCodeStack().set(key, code);
      for (const [slot, value] of storage) {
        this.topStorageStack().set(`${key}_${toHex(bigIntToFixedBytes(slot, 32))}`, bigIntToBytes(value));
      }
    }
  }

  /** The library's own leaves the code behind, which then runs again. */
  override async deleteAccount(address: Address): Promise<void> {
    await super.deleteAccount(address);
    await this.clearStorage(address);
    this.topCodeStack().delete(address.toString());
  }

  /** Gives up what a transaction that was refused has begun. */
  giveUp(): void {
    this.accountStack.length = 1;
    this.codeStack.length = 1;
    this.storageStack.length = 1;
  }

  dump(): Record<string, string> {
    const slots = new Map<string, [string, string][]>();
    for (const [key, value] of this.topStorageStack()) {
      const [address = '', slot = ''] = key.split('_');
      const own = slots.get(address) ?? [];
      own.push([slot.slice(2), toHexString(trimLeft(value))]);
      slots.set(address, own);
    }
    const lines: Record<string, string> = {};
    for (const [address, account] of this.topAccountStack()) {
      if (account === undefined) continue;
      const bare = account.codeHash === undefined || toHex(account.codeHash) === toHex(EMPTY_CODE_HASH);
      const code = bare
        ? new Uint8Array()
        : (this.topCodeStack().get(address as PrefixedHexString) ?? new Uint8Array());
      lines[address] = accountLine(account.nonce, account.balance, code, slots.get(address) ?? []);
    }
    return lines;
  }

  /** Receipts before Byzantium hold a root, which nobody compares here. */
  override async getStateRoot(): Promise<Uint8Array> {
    return new Uint8Array(32);
  }
}

const blockchain: EVMMockBlockchainInterface = {
  getBlock: async (number) => ({ hash: () => formerHash(BigInt(number)) }),
  putBlock: async () => undefined,
  shallowCopy: () => blockchain,
} as EVMMockBlockchainInterface;

interface Machine {
  readonly vm: VM;
  readonly common: Common;
  readonly state: JudgeState;
}

/** The independent judge of our execution. */
export function judgeExecutor(): Executor {
  const machines = new Map<ForkName, Machine>();

  async function run(item: FuzzCase): Promise<Outcome> {
    let machine = machines.get(item.fork) ?? (await openMachine(item.fork));
    machine.state.load(item);
    const transactions: TransactionReport[] = [];
    for (const tx of item.transactions) {
      try {
        transactions.push(report(await runOne(machine, item, tx)));
      } catch {
        // whatever a refused transaction leaves in the machine goes with it
        machine.state.giveUp();
        machine = await openMachine(item.fork, machine.state);
        transactions.push({ status: 'refused' });
      }
    }
    machines.set(item.fork, machine);
    return { transactions, state: machine.state.dump() };
  }

  return { name: 'judge', run };
}

async function openMachine(fork: ForkName, former?: JudgeState): Promise<Machine> {
  const hardfork = HARDFORKS[fork];
  if (hardfork === undefined) throw new Error(`the judge has no rules of its own for ${fork}`);
  const kzg = (await loadKzg()) as unknown as CustomCrypto['kzg'];
  const common = new Common({ chain: Mainnet, hardfork, customCrypto: { kzg } });
  const state = former ?? new JudgeState({ common });
  const evm = await createEVM({ common, stateManager: state, blockchain });
  return { vm: await createVM({ common, stateManager: state, evm }), common, state };
}

async function runOne(
  { vm, common }: Machine,
  item: FuzzCase,
  given: ExecutableTransaction,
): Promise<RunTxResult> {
  const tx = transactionOf(given, common);
  const { number, timestamp, coinbase, gasLimit, baseFee, difficulty, prevRandao, excessBlobGas } =
    item.block;
  const merged = common.gteHardfork(Hardfork.Paris);
  const header = {
    number,
    timestamp,
    coinbase: new Address(coinbase),
    gasLimit,
    difficulty: merged ? 0n : difficulty,
    ...(merged ? { mixHash: prevRandao } : {}),
    ...(common.isActivatedEIP(1559) ? { baseFeePerGas: baseFee } : {}),
    ...(common.isActivatedEIP(4844) ? { excessBlobGas, blobGasUsed: 0n } : {}),
  };
  const block = createBlock({ header }, { common, skipConsensusFormatValidation: true });
  return runTx(vm, { tx, block, skipHardForkValidation: true });
}

function transactionOf(tx: ExecutableTransaction, common: Common): TypedTransaction {
  const fees =
    tx.type < 2
      ? { gasPrice: tx.maxFeePerGas }
      : { maxFeePerGas: tx.maxFeePerGas, maxPriorityFeePerGas: tx.maxPriorityFeePerGas };
  const made = createTx(
    {
      type: tx.type,
      chainId: CHAIN_ID,
      nonce: tx.nonce,
      gasLimit: tx.gasLimit,
      ...fees,
      to: tx.to === undefined ? undefined : new Address(tx.to),
      value: tx.value,
      data: tx.data,
      ...(tx.type === 0
        ? {}
        : { accessList: tx.accessList.map(({ address, storageKeys }) => [address, [...storageKeys]]) }),
      ...(tx.type === 3
        ? { maxFeePerBlobGas: tx.maxFeePerBlobGas, blobVersionedHashes: tx.blobHashes.map(toHex) }
        : {}),
      ...(tx.type === 4
        ? {
            authorizationList: tx.authorizations.map(({ chainId, address, nonce, yParity, r, s }) => [
              bigIntToBytes(chainId),
              address,
              bigIntToBytes(nonce),
              bigIntToBytes(yParity),
              bigIntToBytes(r),
              bigIntToBytes(s),
            ]),
          }
        : {}),
    } as Parameters<typeof createTx>[0],
    { common, freeze: false },
  ) as TypedTransaction;
  made.getSenderAddress = () => new Address(tx.sender);
  return made;
}

function report({ execResult, totalGasSpent, createdAddress }: RunTxResult): TransactionReport {
  const gasUsed = totalGasSpent.toString();
  const halt = haltOf(execResult, createdAddress !== undefined);
  const returnData = halt === undefined || halt === 'revert' ? toHex(execResult.returnValue) : '0x';
  if (halt !== undefined) return { status: halt, gasUsed, returnData };
  return {
    status: 'success',
    gasUsed,
    refund: (execResult.gasRefund ?? 0n).toString(),
    returnData,
    logs: (execResult.logs ?? []).map(([address, topics, data]) =>
      [address, ...topics, data].map(toHexString).join(' '),
    ),
    created: createdAddress?.toString(),
  };
}
