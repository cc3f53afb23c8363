// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {BlockContext, TransactionContext} from "../IXaiModule.sol";
import {RuleManifest} from "./RuleManifest.sol";

/// Counts transactions, or the value that they send, in windows of fixed length: one storage slot for each key that a rate
/// counts apart. Windows begin at multiples of their length, of the time since 1970 or of block numbers.
library RuleRates {
    /// What was counted for one key, in the window in which it was last counted.
    struct Counted {
        uint64 window;
        uint192 amount;
    }

    /// What one counter holds at most: more counts as this.
    uint256 internal constant MAX_AMOUNT = type(uint192).max;

    /// What each rate of a set comes to with this transaction, were it counted.
    function amounts(
        mapping(bytes32 key => Counted) storage self,
        bytes32 set,
        bytes memory manifest,
        BlockContext calldata context,
        TransactionContext calldata sent
    ) internal view returns (uint256[] memory found) {
        found = new uint256[](RuleManifest.number(manifest, 0, 1));
        for (uint256 i = 0; i < found.length; ++i) {
            RuleManifest.Rate memory rate = RuleManifest.rate(manifest, i);
            Counted memory counted = self[_key(set, i, rate, sent)];
            uint256 before = counted.window == _window(rate, context) ? counted.amount : 0;
            uint256 more = rate.ofValue ? sent.value : 1;
            found[i] = more > MAX_AMOUNT - before ? MAX_AMOUNT : before + more;
        }
    }

    /// Counts this transaction: `amount` is what {amounts} has found for this rate.
    function count(
        mapping(bytes32 key => Counted) storage self,
        bytes32 set,
        uint256 index,
        RuleManifest.Rate memory rate,
        uint256 amount,
        BlockContext calldata context,
        TransactionContext calldata sent
    ) internal {
        self[_key(set, index, rate, sent)] = Counted(_window(rate, context), uint192(amount));
    }

    function _key(bytes32 set, uint256 index, RuleManifest.Rate memory rate, TransactionContext calldata sent)
        private
        pure
        returns (bytes32)
    {
        address sender = rate.key & 1 == 0 ? address(0) : sent.sender;
        address recipient = rate.key & 2 == 0 ? address(0) : sent.to;
        bytes4 selector = rate.key & 4 == 0 ? bytes4(0) : bytes4(sent.data);
        return keccak256(abi.encode(set, index, sender, recipient, selector));
    }

    function _window(RuleManifest.Rate memory rate, BlockContext calldata context) private pure returns (uint64) {
        return uint64((rate.inBlocks ? context.number : context.timestamp) / rate.length);
    }
}
