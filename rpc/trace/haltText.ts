import type { HaltReason } from '../../vm/haltReason.ts';
import type { Fault } from '../../vm/tracing/tracer.ts';
import { invalidOpcodeName, stackBounds } from './opcodes.ts';

/** geth's words for a halt, with the details it gives where the instruction is known. */
export function haltText(halt: HaltReason, fault: Fault | undefined): string {
  switch (halt) {
    case 'revert':
      return 'execution reverted';
    case 'out of gas':
      if (fault?.memoryOverflow === 'size') return 'gas uint64 overflow';
      if (fault?.memoryOverflow === 'gas') return 'out of gas: gas uint64 overflow';
      return fault?.reentrancySentry ? 'out of gas: not enough gas for reentrancy sentry' : halt;
    case 'code store out of gas':
      return 'contract creation code storage out of gas';
    case 'stack underflow':
      return fault === undefined
        ? 'stack underflow'
        : `stack underflow (${fault.stackSize} <=> ${stackBounds(fault.opcode).least})`;
    case 'stack overflow':
      return fault === undefined
        ? 'stack overflow'
        : `stack limit reached ${fault.stackSize} (${stackBounds(fault.opcode).most})`;
    case 'invalid opcode':
      return fault === undefined ? 'invalid opcode' : `invalid opcode: ${invalidOpcodeName(fault.opcode)}`;
    default:
      return halt;
  }
}
