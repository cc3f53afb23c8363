import type { Abi, AbiFunction, AbiParameter } from 'viem';
import { constructorInputs, signatureOf } from '../../rpc/contracts/abi.ts';
import type { ContractArtifact } from './artifact.ts';

/** Words that are no names in Python, and names that the client has of its own. */
const TAKEN = new Set(
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield self block transaction contract at deploy'.split(
    ' ',
  ),
);

/** A client of a contract in Python on web3.py: a class with a typed method for each function. */
export function pythonClient({ name, abi, creation, links }: ContractArtifact): string {
  const functions = abi.filter((entry): entry is AbiFunction => entry.type === 'function');
  const isDeployable = /^[0-9a-fA-F]+$/.test(creation) && Object.keys(links).length === 0;
  return `"""Written by "xai contract bind" from the ABI of ${name}: write it again instead of changing it."""

from __future__ import annotations

import json
from typing import Any, cast

from eth_typing import ChecksumAddress
from hexbytes import HexBytes
from web3 import Web3
from web3.contract import Contract
from web3.types import BlockIdentifier, TxParams

ABI: list[dict[str, Any]] = json.loads(${pythonText(JSON.stringify(abi))})
${isDeployable ? `\nBYTECODE = "0x${creation}"\n` : ''}

class ${name}:
    """${name} at an address."""

    def __init__(self, web3: Web3, address: ChecksumAddress) -> None:
        self.contract: Contract = web3.eth.contract(address=address, abi=ABI)
${isDeployable ? deployMethod(abi) : ''}${functions.map((entry) => method(entry, functions)).join('')}`;
}

function method(entry: AbiFunction, all: readonly AbiFunction[]): string {
  const reads = entry.stateMutability === 'view' || entry.stateMutability === 'pure';
  const { signature, values } = parameters(entry.inputs);
  const overloads = all.filter(({ name }) => name === entry.name);
  // Python has no overloading: the second function of a name and those after it are numbered.
  const number = overloads.indexOf(entry);
  const name = `${safeName(entry.name)}${number > 0 ? `_${number + 1}` : ''}`;
  const call = `self.contract.get_function_by_signature(${pythonText(signatureOf(entry))})(${values})`;
  if (!reads) {
    return `
    def ${name}(self, ${signature}transaction: TxParams) -> HexBytes:
        """Sends \`${signatureOf(entry)}\` and gives the transaction's hash."""
        return cast(HexBytes, ${call}.transact(transaction))
`;
  }
  const result = outputType(entry.outputs);
  return `
    def ${name}(self, ${signature}block: BlockIdentifier = "latest") -> ${result}:
        """Calls \`${signatureOf(entry)}\` on the state of a block."""
        return cast(${pythonText(result)}, ${call}.call(block_identifier=block))
`;
}

function deployMethod(abi: Abi): string {
  const { signature, values } = parameters(constructorInputs(abi));
  return `
    @classmethod
    def deploy(cls, web3: Web3, ${signature}transaction: TxParams) -> HexBytes:
        """Sends a transaction that makes the contract; its receipt has the address."""
        return cast(HexBytes, web3.eth.contract(abi=ABI, bytecode=BYTECODE).constructor(${values}).transact(transaction))
`;
}

function parameters(inputs: readonly AbiParameter[]) {
  const names = inputs.map(({ name }, index) => (name ? safeName(name) : `argument_${index}`));
  const signature = inputs.map((input, index) => `${names[index]}: ${pythonType(input)}, `).join('');
  return { signature, values: names.join(', ') };
}

function outputType(outputs: readonly AbiParameter[]): string {
  const [only, ...others] = outputs;
  if (only === undefined) return 'None';
  return others.length === 0 ? pythonType(only) : `tuple[${outputs.map(pythonType).join(', ')}]`;
}

function pythonType(parameter: AbiParameter): string {
  const array = /^(.*)\[\d*\]$/.exec(parameter.type);
  if (array !== null) return `list[${pythonType({ ...parameter, type: array[1] ?? '' } as AbiParameter)}]`;
  if ('components' in parameter) return `tuple[${parameter.components.map(pythonType).join(', ')}]`;
  if (/^u?int/.test(parameter.type)) return 'int';
  if (parameter.type.startsWith('bytes')) return 'bytes';
  if (parameter.type === 'bool') return 'bool';
  return parameter.type === 'address' ? 'ChecksumAddress' : 'str';
}

function safeName(name: string): string {
  const plain = name.replaceAll('$', '_');
  return TAKEN.has(plain) || plain.startsWith('__') ? `${plain}_` : plain;
}

/** JSON's escapes are Python's. */
function pythonText(text: string): string {
  return JSON.stringify(text);
}
