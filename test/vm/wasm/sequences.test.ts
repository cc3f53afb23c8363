import { expect, test } from 'bun:test';
import { encodeFunctionData, parseAbi } from 'viem';
import { compileContracts } from '../../../bench/engine/compile.ts';
import { fromHex, toHex } from '../../../storage/encoding/bytes.ts';
import type { Engine } from '../../../vm/engine.ts';
import { createReferenceEngine } from '../../../vm/reference/engine.ts';
import { WorldState } from '../../../vm/state/worldState.ts';
import { JUMP, JUMP_TO, JUMP_TO_IF, PUSH_SMALL, PUSH_WORD, PUSH_ZERO } from '../../../vm/wasm/cells.ts';
import { createWasmEngine } from '../../../vm/wasm/engine.ts';
import { SEQUENCE_LIST } from '../../../vm/wasm/sequences.ts';
import { ALICE, block, CONTRACT, NOTHING, rules } from '../world.ts';
import { randomNumbers } from './programs.ts';

const reference = createReferenceEngine();
const wasm = createWasmEngine('off', 0);
const random = randomNumbers(3);

async function run(engine: Engine, code: Uint8Array, data: Uint8Array, gas: bigint) {
  const state = new WorldState(NOTHING);
  state.setCode(CONTRACT, code);
  state.setBalance(ALICE, 1n);
  state.beginTransaction();
  for (const warm of [ALICE, CONTRACT]) state.warmAddress(warm);
  const { halt, gasUsed, returnData } = await engine.execute(
    { caller: ALICE, to: CONTRACT, value: 0n, data, gas, gasPrice: 0n, origin: ALICE, blobHashes: [] },
    { rules: rules('osaka'), block: block(), state, tracer: undefined },
  );
  return {
    ended: halt === undefined || halt === 'revert' ? halt : 'halted',
    gasUsed,
    output: toHex(returnData),
  };
}

const EDGES = [
  '00',
  '01',
  '20',
  'ff',
  '0100',
  'f'.repeat(16),
  'f'.repeat(32),
  'f'.repeat(64),
  '8'.padEnd(64, '0'),
];

function word(): string {
  const edge = EDGES[random(2 * EDGES.length)];
  return (
    edge ?? Array.from({ length: 1 + random(32) }, () => random(256).toString(16).padStart(2, '0')).join('')
  );
}

const push = (hex: string) => (0x5f + hex.length / 2).toString(16) + hex;
const byte = (opcode: number) => opcode.toString(16).padStart(2, '0');

/** The sequence as code that begins at a place; a jump goes to the JUMPDEST behind it, over a POP. */
function codeOf(sequence: readonly number[], at: number): string {
  let code = '';
  for (const kind of sequence) {
    const behind = () => (at + code.length / 2 + 5).toString(16).padStart(4, '0');
    if (kind === PUSH_ZERO) code += '5f';
    else if (kind === PUSH_SMALL) code += push(random(2) === 0 ? '20' : word().slice(0, 14) || '01');
    else if (kind === PUSH_WORD) code += push(`${'f'.repeat(40)}${'0'.repeat(8)}`);
    else if (kind === JUMP_TO) code += `${push(behind())}5650`;
    else if (kind === JUMP_TO_IF) code += `${push(behind())}5750`;
    else code += byte(kind);
  }
  return code;
}

test('each sequence does what its parts do', async () => {
  for (const sequence of SEQUENCE_LIST) {
    if (sequence.includes(JUMP)) continue;
    for (let i = 0; i < 12; i++) {
      // memory that is read or written is at small places
      const inMemory = sequence.some((kind) => kind === 0x51 || kind === 0x52);
      const items = Array.from({ length: 8 }, () => push(inMemory && random(4) > 0 ? '40' : word())).join('');
      // a GAS between ends the block of the pushes, whose constants would be folded otherwise
      const before = `${items}5a50`;
      const after = `5b${[0, 32, 64, 96].map((at) => `${push(at.toString(16).padStart(2, '0'))}52`).join('')}60806000f3`;
      const code = fromHex(before + codeOf(sequence, before.length / 2) + after);
      const gas = BigInt(random(8) === 0 ? 40 + random(60) : 100_000);
      const data = new Uint8Array(64).fill(7);
      const where = `${sequence.join()} ${toHex(code)} ${gas}`;
      expect([where, await run(wasm, code, data, gas)]).toEqual([
        where,
        await run(reference, code, data, gas),
      ]);
    }
  }
});

test('constants are folded to what the instructions give', async () => {
  for (let i = 0; i < 400; i++) {
    const operators = ['01', '03', '1b', '19'];
    let code = '';
    for (let k = 0; k < 6; k++) code += push(word()) + push(word()) + (operators[random(4)] ?? '19');
    code += '5f52602052604052606052608052602060006000';
    const bytes = fromHex(`${code}5060a06000f3`);
    expect([code, await run(wasm, bytes, new Uint8Array(0), 100_000n)]).toEqual([
      code,
      await run(reference, bytes, new Uint8Array(0), 100_000n),
    ]);
  }
});

const SOME = [
  'fib',
  'sort',
  'rays',
  'swaps',
  'proofs',
  'arithmetic',
  'memoryWords',
  'mulmods',
  'divisions',
  'hashes',
];

test('Solidity gives the same, with the same gas, wherever the gas ends', async () => {
  const code = fromHex((compileContracts().Compute ?? '').slice(2));
  const abi = parseAbi(SOME.map((name) => `function ${name}(uint256 n)`));
  for (const functionName of SOME) {
    const data = fromHex(encodeFunctionData({ abi, functionName, args: [3n] } as never).slice(2));
    const whole = await run(reference, code, data, 10_000_000n);
    expect([functionName, await run(wasm, code, data, 10_000_000n)]).toEqual([functionName, whole]);
    for (let i = 0; i < 6; i++) {
      const gas = BigInt(random(Number(whole.gasUsed) + 10));
      expect([functionName, gas, await run(wasm, code, data, gas)]).toEqual([
        functionName,
        gas,
        await run(reference, code, data, gas),
      ]);
    }
  }
}, 60_000);
