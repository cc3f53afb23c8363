// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {BlockContext, ModuleMetadata, TransactionContext} from "./IXaiModule.sol";
import {XaiModule} from "./XaiModule.sol";
import {RuleCode} from "./libraries/RuleCode.sol";

/// Rule sets that holders have decided: each is bytecode of a restricted kind, compiled from rules in YAML
/// (docs/modules/RULES.md), checked here before it is deployed, and asked about every transaction while it is active.
/// The first set that denies decides. A set whose answer is not well formed denies nothing and is told by an event.
contract RuleEngine is XaiModule {
    struct RuleSet {
        bytes32 id;
        bytes32 name;
        address code;
        /// gas that one evaluation needs at most
        uint64 gasNeeded;
        bool active;
    }

    /// As the active ones are kept: one slot each.
    struct Entry {
        address code;
        uint64 gasNeeded;
    }

    uint256 public constant MAX_ACTIVE = 8;
    /// gas of all active sets for one transaction
    uint256 public constant MAX_ACTIVE_GAS = 250_000;
    /// bytes of validateTransaction's call data that the sets are given
    uint256 public constant MAX_INPUT = 4096;

    /// Where validateTransaction's call data has the offsets of its dynamic parts, and what they always are.
    uint256 private constant TRANSACTION_OFFSET = 164;
    uint256 private constant DATA_OFFSET = 484;

    Entry[] private _active;
    mapping(bytes32 id => RuleSet) private _sets;
    mapping(address code => bytes32 id) private _ids;

    event RuleSetAdded(bytes32 indexed id, bytes32 indexed name, address code, uint256 size, uint256 gasNeeded);
    event RuleSetActivated(bytes32 indexed id, uint256 position);
    event RuleSetRetired(bytes32 indexed id);
    event RuleSetFaulted(bytes32 indexed id);

    error AlreadyAdded(bytes32 id);
    error UnknownRuleSet(bytes32 id);
    error AlreadyActive(bytes32 id);
    error NotActive(bytes32 id);
    error BadPosition(uint256 position, uint256 count);
    error TooManyActive();
    error ActiveGas(uint256 needed, uint256 allowed);
    error DeploymentFailed();
    error BadEncoding();

    function initialize() external initializer {}

    function moduleMetadata() external pure returns (ModuleMetadata memory metadata) {
        (metadata.name, metadata.version) = ("RuleEngine", "1.0.0");
        (metadata.hooks, metadata.order, metadata.validateGas) = (1, 50, 400_000);
    }

    /// Asks the active sets in their order.
    function validateTransaction(BlockContext calldata, TransactionContext calldata)
        external
        override
        onlySystem
        returns (bool, string memory)
    {
        uint256 count = _active.length;
        if (count == 0) return (true, "");
        (uint256 start, uint256 size) = _copyCall();
        for (uint256 i = 0; i < count; ++i) {
            Entry memory entry = _active[i];
            (bool sound, bool allowed, string memory reason) = _ask(entry, start, size);
            if (!sound) emit RuleSetFaulted(_ids[entry.code]);
            else if (!allowed) return (false, reason);
        }
        return (true, "");
    }

    // Governance

    /// Checks code and deploys it as a set that is not yet active. Its id is the code's hash.
    function add(bytes32 name, bytes calldata code) external onlyGovernance returns (bytes32 id) {
        uint256 needed = RuleCode.check(code);
        id = keccak256(code);
        if (_sets[id].code != address(0)) revert AlreadyAdded(id);
        // PUSH2 size DUP1 PUSH1 10 RETURNDATASIZE CODECOPY RETURNDATASIZE RETURN: answers what follows it.
        bytes memory creation = abi.encodePacked(hex"61", uint16(code.length), hex"80600a3d393df3", code);
        address made;
        assembly {
            made := create(0, add(creation, 32), mload(creation))
        }
        if (made == address(0) || made.codehash != id) revert DeploymentFailed();
        _sets[id] = RuleSet(id, name, made, uint64(needed), false);
        _ids[made] = id;
        emit RuleSetAdded(id, name, made, code.length, needed);
    }

    /// Has a set asked from the next transaction on, at this place among the active ones (at most their number).
    function activate(bytes32 id, uint256 position) external onlyGovernance {
        RuleSet storage set = _known(id);
        uint256 count = _active.length;
        if (set.active) revert AlreadyActive(id);
        if (position > count) revert BadPosition(position, count);
        if (count == MAX_ACTIVE) revert TooManyActive();
        uint256 needed = set.gasNeeded;
        for (uint256 i = 0; i < count; ++i) needed += _active[i].gasNeeded;
        if (needed > MAX_ACTIVE_GAS) revert ActiveGas(needed, MAX_ACTIVE_GAS);
        set.active = true;
        _active.push();
        for (uint256 i = count; i > position; --i) _active[i] = _active[i - 1];
        _active[position] = Entry(set.code, set.gasNeeded);
        emit RuleSetActivated(id, position);
    }

    /// Has a set asked no longer. It stays known and may be activated again.
    function retire(bytes32 id) external onlyGovernance {
        RuleSet storage set = _known(id);
        if (!set.active) revert NotActive(id);
        set.active = false;
        uint256 last = _active.length - 1;
        uint256 place;
        while (_active[place].code != set.code) ++place;
        for (; place < last; ++place) _active[place] = _active[place + 1];
        _active.pop();
        emit RuleSetRetired(id);
    }

    // Views

    /// The sets that are asked, in their order.
    function activeSets() external view returns (RuleSet[] memory sets) {
        sets = new RuleSet[](_active.length);
        for (uint256 i = 0; i < sets.length; ++i) sets[i] = _sets[_ids[_active[i].code]];
    }

    function ruleSet(bytes32 id) external view returns (RuleSet memory) {
        return _known(id);
    }

    /// The gas that an evaluation of this code needs at most; reverts for code that may not be a rule set.
    function check(bytes calldata code) external pure returns (uint256) {
        return RuleCode.check(code);
    }

    /// What the active sets say of a transaction, and which of them denies it (zero: none).
    function evaluate(BlockContext calldata, TransactionContext calldata)
        external
        view
        returns (bool allowed, string memory reason, bytes32 deniedBy)
    {
        // The sets read their input at fixed places, which the protocol's own encoder keeps to.
        if (_word(TRANSACTION_OFFSET) != 0xc0 || _word(DATA_OFFSET) != 0x140) revert BadEncoding();
        (uint256 start, uint256 size) = _copyCall();
        for (uint256 i = 0; i < _active.length; ++i) {
            Entry memory entry = _active[i];
            bool sound;
            (sound, allowed, reason) = _ask(entry, start, size);
            if (sound && !allowed) return (false, reason, _ids[entry.code]);
        }
        return (true, "", bytes32(0));
    }

    /// Puts the beginning of this call's data into memory, which all sets are then given. More would let a sender exhaust
    /// the hook by sending more, and so pass it.
    function _copyCall() private pure returns (uint256 start, uint256 size) {
        assembly {
            start := mload(0x40)
            size := calldatasize()
            // MAX_INPUT
            if gt(size, 4096) { size := 4096 }
            calldatacopy(start, 0, size)
            mstore(0x40, and(add(add(start, size), 31), not(31)))
        }
    }

    /// Asks one set within its gas. `sound` is false where its answer is no (bool, string).
    function _ask(Entry memory entry, uint256 start, uint256 size)
        private
        view
        returns (bool sound, bool allowed, string memory reason)
    {
        (address code, uint256 gasNeeded) = (entry.code, entry.gasNeeded);
        uint256 length;
        uint256 verdict;
        uint256 offset;
        assembly {
            reason := mload(0x40)
            // The answer's third word, the length of the reason, is where the string begins.
            let answer := add(reason, 32)
            sound := staticcall(gasNeeded, code, start, size, answer, 224)
            // MAX_ANSWER
            sound := and(sound, and(gt(returndatasize(), 95), lt(returndatasize(), 225)))
            verdict := mload(answer)
            offset := mload(add(answer, 32))
            length := mload(add(answer, 64))
            sound := and(sound, iszero(gt(length, sub(returndatasize(), 96))))
            reason := add(answer, 64)
            mstore(0x40, add(answer, 224))
        }
        if (!sound || verdict > 1 || offset != 0x40) return (false, true, "");
        return (true, verdict == 1, reason);
    }

    function _word(uint256 position) private pure returns (uint256 value) {
        assembly {
            value := calldataload(position)
        }
    }

    function _known(bytes32 id) private view returns (RuleSet storage set) {
        set = _sets[id];
        if (set.code == address(0)) revert UnknownRuleSet(id);
    }
}
