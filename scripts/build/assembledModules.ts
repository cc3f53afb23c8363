import type { BunPlugin } from 'bun';
import * as keccak from '../../storage/encoding/keccakModule.ts';
import { fixedGas, takesFixedGas } from '../../vm/wasm/handlers.ts';
import { interpreterModule, wideProbe } from '../../vm/wasm/interpreter.ts';

/**
 * Puts what is assembled when it is loaded into the binary as bytes: Keccak, the interpreter, and which instructions take
 * their gas in that. Assembling takes longer than all else that a node does when it starts.
 */
export function assembledModules(): BunPlugin {
  return {
    name: 'assembled-modules',
    setup(build) {
      build.onLoad({ filter: /[\\/]storage[\\/]encoding[\\/]keccakModule\.ts$/ }, () => ({
        contents: `export const BLOCK = ${keccak.BLOCK}, DIGEST = ${keccak.DIGEST}, INPUT = ${keccak.INPUT}, RECORD = ${keccak.RECORD};
          export const INPUT_CAPACITY = ${keccak.INPUT_CAPACITY}, ROUND_CONSTANTS = ${keccak.ROUND_CONSTANTS};
          export const keccakModule = () =>
            new Uint8Array(Buffer.from('${base64(keccak.keccakModule())}', 'base64'));`,
        loader: 'js',
      }));
      build.onLoad({ filter: /[\\/]vm[\\/]wasm[\\/]interpreter\.ts$/ }, () => ({
        contents: `const decode = (text) => new Uint8Array(Buffer.from(text, 'base64'));
          export const wideProbe = () => decode('${base64(wideProbe())}');
          const modules = { whole: ${interpreters(false)}, stepping: ${interpreters(true)} };
          export const interpreterModule = (wide = WebAssembly.validate(wideProbe()), stepping = false) =>
            decode(modules[stepping ? 'stepping' : 'whole'][wide ? 'wide' : 'narrow']);`,
        loader: 'js',
      }));
      build.onLoad({ filter: /[\\/]vm[\\/]wasm[\\/]handlers\.ts$/ }, () => ({
        contents: `const gas = new Map(${JSON.stringify(FIXED.map((opcode) => [opcode, fixedGas(opcode)]))});
          export const takesFixedGas = (opcode) => gas.has(opcode);
          export const fixedGas = (opcode) => gas.get(opcode) ?? 0;`,
        loader: 'js',
      }));
    },
  };
}

const FIXED = Array.from({ length: 256 }, (_, opcode) => opcode).filter(takesFixedGas);

/** Of one kind, with wide arithmetic and without. */
function interpreters(stepping: boolean): string {
  const [wide, narrow] = [true, false].map((isWide) => base64(interpreterModule(isWide, stepping)));
  return JSON.stringify({ wide, narrow });
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
