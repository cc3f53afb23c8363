import { fromHex, toHexString } from '../../storage/encoding/bytes.ts';

/** ERC numbers with the functions that make them, for contracts that do not answer ERC-165. */
export const INTERFACES: readonly {
  readonly name: string;
  readonly id: string;
  readonly selectors: readonly string[];
}[] = [
  { name: 'ERC-165', id: '0x01ffc9a7', selectors: ['01ffc9a7'] },
  {
    name: 'ERC-20',
    id: '0x36372b07',
    selectors: ['18160ddd', '70a08231', 'a9059cbb', '23b872dd', '095ea7b3', 'dd62ed3e'],
  },
  {
    name: 'ERC-721',
    id: '0x80ac58cd',
    selectors: ['6352211e', '42842e0e', 'b88d4fde', 'a22cb465', 'e985e9c5'],
  },
  { name: 'ERC-1155', id: '0xd9b67a26', selectors: ['00fdd58e', '4e1273f4', 'f242432a', '2eb2c2d6'] },
  {
    name: 'ERC-4626',
    id: '0x87dfe5a0',
    selectors: ['38d52e0f', '01e1d114', '6e553f65', 'b460af94', 'ba087652'],
  },
  { name: 'ERC-2981', id: '0x2a55205a', selectors: ['2a55205a'] },
  { name: 'ERC-2612', id: '0x9d8ff7da', selectors: ['d505accf', '7ecebe00', '3644e515'] },
];

/** Whether code holds all selectors, as bytes of PUSH4 (or shorter, where they begin with zeros). */
export function hasSelectors(code: Uint8Array, selectors: readonly string[]): boolean {
  const digits = toHexString(code);
  return selectors.every((each) => digits.includes(pushOf(each)));
}

function pushOf(selector: string): string {
  const bytes = fromHex(selector.replace(/^(00)+/, ''));
  return `${(0x5f + bytes.length).toString(16)}${toHexString(bytes)}`;
}
