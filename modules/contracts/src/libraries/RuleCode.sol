// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// What bytecode a rule set's program may be: one pass over it shows that it ends, what gas it needs at most, that it
/// reads nothing but its call data, and that it leaves nothing behind. docs/modules/RULES.md has the list in words.
library RuleCode {
    uint256 internal constant MAX_SIZE = 12_288;
    /// gas of one evaluation
    uint256 internal constant MAX_GAS = 50_000;
    /// Bytes of an answer: five words (verdict, seconds and blocks to wait, marks, length of the reason) and 128 of reason.
    uint256 internal constant MAX_ANSWER = 288;
    /// gas that so much memory costs (3 a word; yellow paper, appendix H)
    uint256 private constant MEMORY_GAS = 27;
    uint256 private constant MAX_DEPTH = 16;

    error RuleCodeSize(uint256 size);
    error RuleCodeGas(uint256 needed);
    error ForbiddenInstruction(uint256 position, uint256 opcode);
    error TruncatedPush(uint256 position);
    /// A jump that does not go forward to a constant place that is a JUMPDEST.
    error BadJump(uint256 position);
    /// Memory at a place that is no constant, or beyond an answer's.
    error BadMemory(uint256 position);
    /// Too few or too many words on the stack, or some left over at a jump.
    error BadStack(uint256 position);
    /// The code does not end with an answer, or goes on behind one.
    error BadEnd(uint256 position);

    struct Scan {
        uint256 pc;
        uint256 depth;
        uint256 needed;
        /// targets of jumps that are still ahead
        uint256 ahead;
        /// the last two instructions' constants plus one; 0: the instruction was no PUSH
        uint256 last;
        uint256 beforeLast;
        /// bytes of the last instruction
        uint256 lastSize;
        /// bytes of the whole program
        uint256 size;
        bool ended;
    }

    /// The gas that one evaluation of the first `size` bytes needs at most. Reverts for code that may not be a program.
    function check(bytes memory code, uint256 size) internal pure returns (uint256) {
        if (size == 0 || size > MAX_SIZE) revert RuleCodeSize(size);
        Scan memory scan;
        (scan.needed, scan.size) = (MEMORY_GAS, size);
        bytes memory targets = new bytes(size);
        while (scan.pc < size) {
            uint256 opcode = uint8(code[scan.pc]);
            if (scan.ended && opcode != 0x5b) revert BadEnd(scan.pc);
            scan.ended = false;
            if (opcode >= 0x60 && opcode <= 0x7f) _push(scan, code, opcode - 0x5f);
            else _plain(scan, targets, opcode);
        }
        if (!scan.ended || scan.ahead != 0) revert BadEnd(size);
        if (scan.needed > MAX_GAS) revert RuleCodeGas(scan.needed);
        return scan.needed;
    }

    function _push(Scan memory scan, bytes memory code, uint256 size) private pure {
        uint256 here = scan.pc;
        if (here + size >= scan.size) revert TruncatedPush(here);
        uint256 value;
        // Of longer constants only that they are some matters.
        if (size > 2) value = type(uint256).max - 1;
        else for (uint256 i = 1; i <= size; ++i) value = value << 8 | uint8(code[here + i]);
        if (++scan.depth > MAX_DEPTH) revert BadStack(here);
        (scan.beforeLast, scan.last, scan.lastSize) = (scan.last, value + 1, size);
        scan.needed += 3;
        scan.pc = here + 1 + size;
    }

    function _plain(Scan memory scan, bytes memory targets, uint256 opcode) private pure {
        uint256 here = scan.pc;
        if (opcode == 0x5b) {
            // JUMPDEST
            if (scan.depth != 0) revert BadStack(here);
            if (targets[here] != 0) --scan.ahead;
            scan.needed += 1;
        } else if (opcode == 0x57) {
            // JUMPI
            if (scan.depth != 2) revert BadStack(here);
            if (scan.last == 0 || scan.lastSize != 2) revert BadJump(here);
            uint256 target = scan.last - 1;
            if (target <= here || target >= targets.length) revert BadJump(here);
            if (targets[target] == 0) (targets[target], scan.ahead) = (0x01, scan.ahead + 1);
            scan.depth = 0;
            scan.needed += 10;
        } else if (opcode == 0x52 || opcode == 0x53) {
            // MSTORE, MSTORE8
            if (scan.depth < 2) revert BadStack(here);
            if (scan.last == 0 || scan.last - 1 > MAX_ANSWER - (opcode == 0x52 ? 32 : 1)) revert BadMemory(here);
            scan.depth -= 2;
            scan.needed += 3;
        } else if (opcode == 0xf3) {
            // RETURN
            if (scan.depth != 2) revert BadStack(here);
            if (scan.last != 1 || scan.beforeLast == 0 || scan.beforeLast - 1 > MAX_ANSWER) revert BadMemory(here);
            scan.depth = 0;
            scan.ended = true;
        } else if (opcode == 0x15 || opcode == 0x35) {
            // ISZERO, CALLDATALOAD
            if (scan.depth < 1) revert BadStack(here);
            scan.needed += 3;
        } else if (opcode == 0x06 || opcode == 0x0b || (opcode >= 0x10 && opcode <= 0x14) || opcode == 0x16 || opcode == 0x1c) {
            // MOD, SIGNEXTEND, LT, GT, SLT, SGT, EQ, AND, SHR
            if (scan.depth < 2) revert BadStack(here);
            --scan.depth;
            scan.needed += opcode < 0x10 ? 5 : 3;
        } else {
            revert ForbiddenInstruction(here, opcode);
        }
        (scan.beforeLast, scan.last) = (0, 0);
        scan.pc = here + 1;
    }
}
