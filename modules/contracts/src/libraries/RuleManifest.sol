// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {BlockContext, TransactionContext} from "../IXaiModule.sol";
import {IModuleRegistry} from "../IModuleRegistry.sol";
import {Predeploys} from "../Predeploys.sol";

/// What a rule set asks for beside the transaction, and what it may put on one. It stands behind the set's program,
/// closed by its own length in two bytes:
///
///     count, rates of 7 bytes:  what is counted apart (bits: 1 sender, 2 recipient, 4 selector), 0 seconds or 1 blocks,
///                               0 transactions or 1 value, length of the window in four bytes
///     count, views:             module, selector, gas in four bytes, count of arguments; each a source, and the word
///                               itself where the source is 0
///     count, tags of 32 bytes
library RuleManifest {
    uint256 internal constant MAX_RATES = 8;
    uint256 internal constant MAX_VIEWS = 8;
    uint256 internal constant MAX_TAGS = 16;
    uint256 internal constant MAX_ARGUMENTS = 4;
    uint256 internal constant MAX_VIEW_GAS = 100_000;
    /// Sources of a view's arguments: a constant, then words of the transaction and the block.
    uint256 internal constant LAST_SOURCE = 6;

    /// gas that the engine itself needs for one of each at most
    uint256 private constant RATE_GAS = 27_000;
    uint256 private constant VIEW_GAS = 6_000;
    uint256 private constant TAG_GAS = 3_500;

    /// The manifest ends too early, goes on too long, or has more of something than is allowed.
    error BadManifest(uint256 position);
    error BadRate(uint256 index);
    error BadView(uint256 index);
    /// Rules look into modules only.
    error NotAModule(address target);
    error TooLittleGas(uint256 left, uint256 needed);

    struct Rate {
        uint256 key;
        bool inBlocks;
        bool ofValue;
        uint256 length;
    }

    /// Bytes of program and manifest; what is behind them is the manifest's length.
    function split(bytes memory artifact) internal pure returns (uint256 program, uint256 manifest) {
        if (artifact.length < 2) revert BadManifest(0);
        manifest = number(artifact, artifact.length - 2, 2);
        if (manifest + 2 > artifact.length) revert BadManifest(artifact.length - 2);
        program = artifact.length - 2 - manifest;
    }

    /// The gas that the engine needs for it at most. Reverts where it is not as it should be.
    function check(bytes memory data) internal view returns (uint256 needed) {
        (uint256 count, uint256 offset) = section(data, 0, MAX_RATES);
        needed = count * RATE_GAS;
        for (uint256 i = 0; i < count; ++i) {
            if (offset + 7 > data.length) revert BadManifest(offset);
            bool isKnown = number(data, offset, 1) < 8 && number(data, offset + 1, 1) < 2 && number(data, offset + 2, 1) < 2;
            if (!isKnown || number(data, offset + 3, 4) == 0) revert BadRate(i);
            offset += 7;
        }
        (count, offset) = section(data, offset, MAX_VIEWS);
        for (uint256 i = 0; i < count; ++i) {
            uint256 gas_;
            (gas_, offset) = _checkView(data, offset, i);
            needed += gas_ + gas_ / 32 + VIEW_GAS;
        }
        (count, offset) = section(data, offset, MAX_TAGS);
        if (offset + 32 * count != data.length) revert BadManifest(offset);
        needed += count * TAG_GAS;
    }

    function _checkView(bytes memory data, uint256 offset, uint256 index) private view returns (uint256 gas_, uint256 next) {
        if (offset + 29 > data.length) revert BadManifest(offset);
        address target = address(uint160(number(data, offset, 20)));
        if (IModuleRegistry(Predeploys.REGISTRY).idOf(target) == 0) revert NotAModule(target);
        gas_ = number(data, offset + 24, 4);
        uint256 count = number(data, offset + 28, 1);
        if (gas_ == 0 || gas_ > MAX_VIEW_GAS || count > MAX_ARGUMENTS) revert BadView(index);
        next = offset + 29;
        for (uint256 i = 0; i < count; ++i) {
            if (next >= data.length) revert BadManifest(next);
            uint256 source = number(data, next, 1);
            if (source > LAST_SOURCE) revert BadView(index);
            next += source == 0 ? 33 : 1;
        }
        if (next > data.length) revert BadManifest(next);
    }

    /// The count that a section begins with, and where its entries begin.
    function section(bytes memory data, uint256 offset, uint256 most) internal pure returns (uint256 count, uint256 next) {
        if (offset >= data.length) revert BadManifest(offset);
        count = number(data, offset, 1);
        if (count > most) revert BadManifest(offset);
        next = offset + 1;
    }

    /// A rate of a manifest that was checked.
    function rate(bytes memory data, uint256 index) internal pure returns (Rate memory) {
        uint256 offset = 1 + 7 * index;
        return Rate(number(data, offset, 1), number(data, offset + 1, 1) == 1, number(data, offset + 2, 1) == 1, number(data, offset + 3, 4));
    }

    /// How many views a checked manifest has, and where they begin.
    function views(bytes memory data) internal pure returns (uint256 count, uint256 offset) {
        return section(data, 1 + 7 * number(data, 0, 1), MAX_VIEWS);
    }

    /// How many tags a checked manifest has, and where they begin.
    function tags(bytes memory data) internal pure returns (uint256 count, uint256 offset) {
        (count, offset) = views(data);
        for (uint256 i = 0; i < count; ++i) {
            uint256 left = number(data, offset + 28, 1);
            offset += 29;
            for (; left > 0; --left) offset += number(data, offset, 1) == 0 ? 33 : 1;
        }
        return section(data, offset, MAX_TAGS);
    }

    /// What a view of a checked manifest answers, and where the next one begins. Zero where it reverts, needs more gas
    /// than was declared, or answers less than a word; of a longer answer the first word counts.
    function view_(bytes memory data, uint256 offset, BlockContext calldata context, TransactionContext calldata sent)
        internal
        view
        returns (uint256 value, uint256 next)
    {
        uint256 count = number(data, offset + 28, 1);
        bytes memory request = new bytes(4 + 32 * count);
        bytes4 selector = bytes4(uint32(number(data, offset + 20, 4)));
        assembly {
            mstore(add(request, 32), selector)
        }
        next = offset + 29;
        for (uint256 i = 0; i < count; ++i) {
            uint256 source = number(data, next, 1);
            uint256 word = source == 0 ? number(data, next + 1, 32) : _word(source, context, sent);
            assembly {
                mstore(add(add(request, 36), mul(32, i)), word)
            }
            next += source == 0 ? 33 : 1;
        }
        value = _ask(address(uint160(number(data, offset, 20))), number(data, offset + 24, 4), request);
    }

    /// Reverts where the call could not be given all of its gas: a view must not fail for want of its caller's.
    function _ask(address target, uint256 gas_, bytes memory request) private view returns (uint256 value) {
        requireGas(gas_);
        assembly {
            let ok := staticcall(gas_, target, add(request, 32), mload(request), 0, 32)
            if and(ok, gt(returndatasize(), 31)) { value := mload(0) }
        }
    }

    /// Reverts unless a call can be given so much gas now (a caller keeps a 64th; EIP-150).
    function requireGas(uint256 needed) internal view {
        uint256 left = gasleft();
        if (left - left / 64 < needed + 5_000) revert TooLittleGas(left, needed);
    }

    function _word(uint256 source, BlockContext calldata context, TransactionContext calldata sent)
        private
        pure
        returns (uint256)
    {
        if (source == 1) return uint160(sent.sender);
        if (source == 2) return uint160(sent.to);
        if (source == 3) return sent.value;
        if (source == 4) return uint160(context.producer);
        return source == 5 ? context.number : context.timestamp;
    }

    /// A number of up to 32 bytes; the place must be within the data.
    function number(bytes memory data, uint256 offset, uint256 size) internal pure returns (uint256 value) {
        assembly {
            value := shr(sub(256, mul(8, size)), mload(add(add(data, 32), offset)))
        }
    }
}
