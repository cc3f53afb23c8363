import type { Hex } from 'viem';
import type { Header } from '../../../chain/block/header.ts';
import { moduleRegistryAbi } from '../../../modules/abi/moduleRegistry.ts';
import { ruleEngineAbi } from '../../../modules/abi/ruleEngine.ts';
import { asciiWord, wordText } from '../../../modules/encoding/word.ts';
import { isGovernance } from '../../../modules/protocol/addresses.ts';
import { decodeManifest } from '../../../modules/rules/manifest.ts';
import { bigIntToFixedBytes, fromHex, toHex } from '../../../storage/encoding/bytes.ts';
import { callBaseAt, headerAt, isPending, readState } from '../../blockTag.ts';
import type { NodeContext } from '../../context.ts';
import { quantityHex } from '../../format/hex.ts';
import { type Method, optional, required } from '../../method.ts';
import { type ModuleView, moduleView } from '../../moduleView.ts';
import { BlockParameter } from '../../schema/block.ts';
import { CallObject } from '../../schema/call.ts';
import { parseCall } from '../../schema/parseCall.ts';
import { RulesResult, RuleVerdict } from '../../schema/rules.ts';

/** Places of registry and rule engine among the modules of genesis. */
const REGISTRY = 0x01;
const ENGINE = 0x09;

/** The registry's word for a module whose hooks are called. */
const ACTIVE = 2;

const NOBODY: Hex = `0x${'00'.repeat(20)}`;

/** xai_* about rule sets. */
export const xaiRuleMethods: readonly Method[] = [
  {
    name: 'xai_rules',
    summary:
      'The rule sets that are asked about transactions, in their order, with what they count, ask of modules and tag, and whether the engine is active.',
    params: [optional('block', BlockParameter, 'latest unless told')],
    result: RulesResult,
    resultName: 'rules',
    handler: async ([block], context) => {
      const engine = engineAt(block, context);
      const sets = await engine.read('activeSets');
      const artifacts = await readState(block, context, (state) =>
        sets.map(({ code }) => {
          const account = state.account(fromHex(code));
          return account === undefined ? new Uint8Array(0) : state.code(account.codeHash);
        }),
      );
      return {
        address: toHex(engine.address),
        enforced: await isActive(block, context),
        sets: sets.map(({ id, name, code, gasNeeded }, index) => ({
          ...{ id, name: wordText(name) ?? name, code, gas: quantityHex(gasNeeded) },
          ...declared(artifacts[index] ?? new Uint8Array(0)),
        })),
      };
    },
  },
  {
    name: 'xai_evaluateRules',
    summary:
      'What the active rule sets say of a transaction before it is sent, with what each of their rates comes to with it and each of their views answers; `enforced` is false where nobody would ask them.',
    params: [
      required('call', CallObject),
      optional('block', BlockParameter, 'the block that it would be in: pending unless told'),
    ],
    result: RuleVerdict,
    resultName: 'verdict',
    handler: async ([call, given], context) => {
      const block = given ?? 'pending';
      const request = parseCall(call);
      const header = isPending(block)
        ? (await context.chain.pending()).block.header
        : headerAt(block, context.chain).header;
      const { from, to, gasPrice } = request;
      const price = gasPrice ?? header.baseFeePerGas ?? 0n;
      const transaction = {
        // Nobody has signed it, so that nobody can have announced it.
        hash: `0x${'00'.repeat(32)}`,
        sender: from === undefined ? NOBODY : toHex(from),
        to: to === undefined ? NOBODY : toHex(to),
        isCreate: to === undefined,
        value: request.value ?? 0n,
        nonce: request.nonce ?? (from === undefined ? 0n : context.pool.pendingNonce(from)),
        gasLimit: request.gas ?? context.options.callGasCap,
        maxFeePerGas: request.maxFeePerGas ?? price,
        maxPriorityFeePerGas: request.maxPriorityFeePerGas ?? gasPrice ?? 0n,
        data: request.data === undefined ? '0x' : toHex(request.data),
      } as const;
      const engine = engineAt(block, context);
      const outcome = await engine.read('evaluate', blockOf(header), transaction);
      const { allowed, reason, decidedBy, waitSeconds, waitBlocks, tags } = outcome;
      const waits = waitSeconds > 0n || waitBlocks > 0n;
      return {
        allowed,
        reason: allowed ? null : reason,
        deniedBy: allowed ? null : decidedBy,
        delay: waits ? { seconds: quantityHex(waitSeconds), blocks: quantityHex(waitBlocks) } : null,
        tags: tags.map((tag) => wordText(tag) ?? tag),
        sets: await Promise.all(
          (await engine.read('activeSets')).map(async ({ id, name }) => {
            const [rates, views] = await engine.read('inputs', id, blockOf(header), transaction);
            return {
              ...{ id, name: wordText(name) ?? name },
              ...{ rates: rates.map(quantityHex), views: views.map(quantityHex) },
            };
          }),
        ),
        enforced: !isGovernance(to) && (await isActive(block, context)),
      };
    },
  },
];

/** What a set's artifact declares, as JSON. */
function declared(artifact: Uint8Array) {
  const { rates, views, tags } = decodeManifest(artifact);
  return {
    rates: rates.map((rate) => ({ ...rate, length: quantityHex(BigInt(rate.length)) })),
    views: views.map(({ module, selector, gas, arguments: given }) => ({
      module: toHex(bigIntToFixedBytes(module, 20)),
      selector: toHex(bigIntToFixedBytes(selector, 4)),
      arguments: given.map((each) =>
        typeof each === 'string' ? each : toHex(bigIntToFixedBytes(each.word, 32)),
      ),
      gas: quantityHex(BigInt(gas)),
    })),
    tags,
  };
}

function engineAt(block: unknown, { calls, chain }: NodeContext): ModuleView<typeof ruleEngineAbi> {
  return moduleView(ruleEngineAbi, ENGINE, { calls, base: callBaseAt(block, chain) });
}

/** Whether the protocol calls the engine's hook. */
async function isActive(block: unknown, { calls, chain }: NodeContext): Promise<boolean> {
  const registry = moduleView(moduleRegistryAbi, REGISTRY, { calls, base: callBaseAt(block, chain) });
  const known = await registry.read('modules');
  const id = asciiWord('ruleEngine');
  return known.includes(id) && (await registry.read('module', id)).status === ACTIVE;
}

function blockOf({ number, timestamp, coinbase, gasLimit, baseFeePerGas }: Header) {
  return { number, timestamp, producer: toHex(coinbase), gasLimit, baseFee: baseFeePerGas ?? 0n };
}
