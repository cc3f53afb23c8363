// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {BlockContext, ModuleMetadata, TransactionContext} from "./IXaiModule.sol";
import {XaiModule} from "./XaiModule.sol";
import {RuleCode} from "./libraries/RuleCode.sol";
import {RuleManifest} from "./libraries/RuleManifest.sol";
import {RuleRates} from "./libraries/RuleRates.sol";
import {RuleWaits} from "./libraries/RuleWaits.sol";

/// Rule sets that holders have decided: each is bytecode of a restricted kind, compiled from rules in YAML
/// (docs/modules/RULES.md), checked here before it is deployed, and asked about every transaction while it is active.
/// The first set that denies decides. A set whose answer is not well formed denies nothing and is told by an event.
///
/// Programs only compute. What they need of the state, this contract reads for them and hands over as words: how much a
/// sender has sent in this hour, what a module's view says. What follows from their answer, it does: it counts, keeps a
/// transaction waiting until it has been announced for long enough, and tells by events how it was tagged.
contract RuleEngine is XaiModule {
    using RuleWaits for RuleWaits.Announcement;
    using RuleRates for mapping(bytes32 key => RuleRates.Counted);

    struct RuleSet {
        /// hash of program and manifest
        bytes32 id;
        bytes32 name;
        address code;
        /// gas that one evaluation needs at most, counting and views included
        uint64 gasNeeded;
        bool active;
        /// gas of the program alone
        uint64 programGas;
        /// bytes
        uint16 programSize;
        uint16 manifestSize;
    }

    /// As the active ones are kept: one slot each.
    struct Entry {
        address code;
        uint32 gasNeeded;
        uint32 programGas;
        uint16 programSize;
        uint16 manifestSize;
    }

    /// What a set says of one transaction.
    struct Answer {
        bytes32 id;
        bytes manifest;
        /// how much each rate comes to with this transaction
        uint256[] amounts;
        /// false: it is no answer
        bool sound;
        uint256 verdict;
        uint256 waitSeconds;
        uint256 waitBlocks;
        /// byte i: rate i counts this transaction; byte 16 + i: it gets tag i
        bytes32 marks;
        string reason;
    }

    /// What all sets together say of a transaction.
    struct Outcome {
        bool allowed;
        string reason;
        /// the set that denies it or keeps it waiting; zero: none
        bytes32 decidedBy;
        /// how long before it must have been announced, where a set asks for that
        uint256 waitSeconds;
        uint256 waitBlocks;
        bytes32[] tags;
    }

    uint256 public constant MAX_ACTIVE = 8;
    /// gas of all active sets for one transaction
    uint256 public constant MAX_ACTIVE_GAS = 700_000;
    /// bytes of validateTransaction's call data that the sets are given; behind them eight rates and eight views
    uint256 public constant MAX_INPUT = 4096;

    /// Where validateTransaction's call data has the offsets of its dynamic parts, and what they always are.
    uint256 private constant TRANSACTION_OFFSET = 164;
    uint256 private constant DATA_OFFSET = 484;

    uint256 private constant DENY = 0;
    uint256 private constant DELAY = 2;

    Entry[] private _active;
    mapping(bytes32 id => RuleSet) private _sets;
    mapping(bytes32 key => RuleRates.Counted) private _counted;
    mapping(bytes32 transactionHash => RuleWaits.Announcement) private _announcements;

    event RuleSetAdded(bytes32 indexed id, bytes32 indexed name, address code, uint256 size, uint256 gasNeeded);
    event RuleSetActivated(bytes32 indexed id, uint256 position);
    event RuleSetRetired(bytes32 indexed id);
    event RuleSetFaulted(bytes32 indexed id);
    event TransactionTagged(
        bytes32 ruleSet, bytes32 indexed transactionHash, address indexed sender, bytes32 indexed tag
    );
    event TransactionAnnounced(bytes32 indexed transactionHash, address indexed by);

    error AlreadyAdded(bytes32 id);
    error UnknownRuleSet(bytes32 id);
    error AlreadyActive(bytes32 id);
    error NotActive(bytes32 id);
    error BadPosition(uint256 position, uint256 count);
    error TooManyActive();
    error ActiveGas(uint256 needed, uint256 allowed);
    error DeploymentFailed();
    error BadEncoding();
    error NotATransaction();
    error AlreadyAnnounced(uint256 blockNumber, uint256 timestamp);

    function initialize() external initializer {}

    function moduleMetadata() external pure returns (ModuleMetadata memory metadata) {
        (metadata.name, metadata.version) = ("RuleEngine", "1.0.0");
        (metadata.hooks, metadata.order, metadata.validateGas) = (1, 50, 900_000);
    }

    /// Asks the active sets in their order. Nothing is counted or told unless all of them let the transaction pass.
    function validateTransaction(BlockContext calldata context, TransactionContext calldata sent)
        external
        override
        onlySystem
        returns (bool, string memory)
    {
        uint256 count = _active.length;
        if (count == 0) return (true, "");
        uint256 input = _copyCall();
        Answer[] memory answers = new Answer[](count);
        bool waited;
        for (uint256 i = 0; i < count; ++i) {
            Answer memory answer = _ask(_active[i], input, context, sent);
            answers[i] = answer;
            if (!answer.sound) emit RuleSetFaulted(answer.id);
            else if (answer.verdict == DENY) return (false, answer.reason);
            else if (answer.verdict == DELAY) {
                string memory reason = _stillWaits(answer, context, sent);
                if (bytes(reason).length != 0) return (false, reason);
                waited = true;
            }
        }
        for (uint256 i = 0; i < count; ++i) if (answers[i].sound) _settle(answers[i], context, sent);
        if (waited) delete _announcements[sent.hash];
        return (true, "");
    }

    /// Announces a transaction that a rule keeps waiting, by its hash. Anyone may: the hash says which transaction of whom
    /// it is, down to its nonce, so that nobody can keep announcements in stock.
    function announce(bytes32 transactionHash) external {
        // Calls that nobody has signed are evaluated with zero.
        if (transactionHash == 0) revert NotATransaction();
        RuleWaits.Announcement storage made = _announcements[transactionHash];
        if (made.timestamp != 0) revert AlreadyAnnounced(made.blockNumber, made.timestamp);
        (made.blockNumber, made.timestamp) = (uint64(block.number), uint64(block.timestamp));
        emit TransactionAnnounced(transactionHash, msg.sender);
    }

    // Governance

    /// Checks a program with its manifest and deploys them as a set that is not yet active. Its id is their hash.
    function add(bytes32 name, bytes calldata artifact) external onlyGovernance returns (bytes32 id) {
        RuleSet memory set = _checked(artifact);
        id = keccak256(artifact);
        if (_sets[id].code != address(0)) revert AlreadyAdded(id);
        // PUSH2 size DUP1 PUSH1 10 RETURNDATASIZE CODECOPY RETURNDATASIZE RETURN: answers what follows it.
        bytes memory creation = abi.encodePacked(hex"61", uint16(artifact.length), hex"80600a3d393df3", artifact);
        address made;
        assembly {
            made := create(0, add(creation, 32), mload(creation))
        }
        if (made == address(0) || made.codehash != id) revert DeploymentFailed();
        (set.id, set.name, set.code) = (id, name, made);
        _sets[id] = set;
        emit RuleSetAdded(id, name, made, artifact.length, set.gasNeeded);
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
        _active[position] =
            Entry(set.code, uint32(set.gasNeeded), uint32(set.programGas), set.programSize, set.manifestSize);
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
        for (uint256 i = 0; i < sets.length; ++i) sets[i] = _sets[_active[i].code.codehash];
    }

    function ruleSet(bytes32 id) external view returns (RuleSet memory) {
        return _known(id);
    }

    /// The gas that an evaluation needs at most; reverts for what may not be a rule set.
    function check(bytes calldata artifact) external view returns (uint256) {
        return _checked(artifact).gasNeeded;
    }

    /// Where and when a transaction was announced; zeros where it was not, or has been included since.
    function announcement(bytes32 transactionHash) external view returns (uint256 blockNumber, uint256 timestamp) {
        RuleWaits.Announcement memory made = _announcements[transactionHash];
        return (made.blockNumber, made.timestamp);
    }

    /// What the active sets say of a transaction in this block.
    function evaluate(BlockContext calldata context, TransactionContext calldata sent)
        external
        view
        returns (Outcome memory outcome)
    {
        uint256 input = _checkedCopy();
        uint256 count = _active.length;
        Answer[] memory answers = new Answer[](count);
        for (uint256 i = 0; i < count; ++i) {
            Answer memory answer = _ask(_active[i], input, context, sent);
            answers[i] = answer;
            if (!answer.sound) continue;
            if (answer.verdict == DELAY) {
                (outcome.waitSeconds, outcome.waitBlocks) = (answer.waitSeconds, answer.waitBlocks);
                answer.reason = _stillWaits(answer, context, sent);
            }
            if (answer.verdict == DENY || bytes(answer.reason).length != 0) {
                (outcome.reason, outcome.decidedBy) = (answer.reason, answer.id);
                return outcome;
            }
        }
        (outcome.allowed, outcome.tags) = (true, _tags(answers));
    }

    /// What a set is given beside a transaction: what each of its rates comes to with it, what its views answer.
    function inputs(bytes32 id, BlockContext calldata context, TransactionContext calldata sent)
        external
        view
        returns (uint256[] memory rates, uint256[] memory views)
    {
        RuleSet storage set = _known(id);
        bytes memory manifest = _manifest(set.code, set.programSize, set.manifestSize);
        rates = _counted.amounts(id, manifest, context, sent);
        (uint256 count, uint256 offset) = RuleManifest.views(manifest);
        views = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) (views[i], offset) = RuleManifest.view_(manifest, offset, context, sent);
    }

    // Asking

    /// Puts the beginning of this call's data into memory, zeros behind it where it is shorter, and leaves room for the
    /// words of rates and views. More data would let a sender exhaust the hook by sending more, and so pass it.
    function _copyCall() private pure returns (uint256 start) {
        assembly {
            start := mload(0x40)
            // MAX_INPUT
            calldatacopy(start, 0, 4096)
            mstore(0x40, add(start, 4608))
        }
    }

    /// The sets read their input at fixed places, which the protocol's own encoder keeps to; others are held to it here.
    function _checkedCopy() private pure returns (uint256) {
        if (_word(TRANSACTION_OFFSET) != 0xc0 || _word(DATA_OFFSET) != 0x140) revert BadEncoding();
        return _copyCall();
    }

    function _ask(Entry memory entry, uint256 input, BlockContext calldata context, TransactionContext calldata sent)
        private
        view
        returns (Answer memory answer)
    {
        answer.id = entry.code.codehash;
        answer.manifest = _manifest(entry.code, entry.programSize, entry.manifestSize);
        answer.amounts = _counted.amounts(answer.id, answer.manifest, context, sent);
        _handOver(answer, input + MAX_INPUT, context, sent);
        _run(entry, input, answer);
    }

    /// Writes what the program is given behind the call data: rates in words 0 to 7, views in words 8 to 15.
    function _handOver(
        Answer memory answer,
        uint256 place,
        BlockContext calldata context,
        TransactionContext calldata sent
    ) private view {
        assembly {
            calldatacopy(place, calldatasize(), 512)
        }
        uint256[] memory amounts = answer.amounts;
        for (uint256 i = 0; i < amounts.length; ++i) _write(place + 32 * i, amounts[i]);
        (uint256 count, uint256 offset) = RuleManifest.views(answer.manifest);
        for (uint256 i = 0; i < count; ++i) {
            uint256 value;
            (value, offset) = RuleManifest.view_(answer.manifest, offset, context, sent);
            _write(place + 256 + 32 * i, value);
        }
    }

    /// Runs a set's program within its gas and reads its answer.
    function _run(Entry memory entry, uint256 input, Answer memory answer) private view {
        (address code, uint256 gas_) = (entry.code, entry.programGas);
        RuleManifest.requireGas(gas_);
        uint256 size = entry.manifestSize == 3 ? MAX_INPUT : MAX_INPUT + 512;
        uint256 place;
        uint256 length;
        bool sound;
        assembly {
            place := mload(0x40)
            sound := staticcall(gas_, code, input, size, place, 288)
            // five words, and no more than MAX_ANSWER
            sound := and(sound, and(gt(returndatasize(), 159), lt(returndatasize(), 289)))
            length := mload(add(place, 128))
            sound := and(sound, iszero(gt(length, sub(returndatasize(), 160))))
            mstore(0x40, add(place, 288))
        }
        if (!sound) return;
        (answer.verdict, answer.waitSeconds) = (_read(place), _read(place + 32));
        (answer.waitBlocks, answer.marks) = (_read(place + 64), bytes32(_read(place + 96)));
        answer.sound = answer.verdict <= DELAY && answer.waitSeconds <= type(uint32).max && answer.waitBlocks <= type(uint32).max;
        string memory reason;
        assembly {
            reason := add(place, 128)
        }
        answer.reason = reason;
    }

    /// Why a transaction that has to be announced may not be included yet; empty: it may.
    function _stillWaits(Answer memory answer, BlockContext calldata context, TransactionContext calldata sent)
        private
        view
        returns (string memory)
    {
        // Announcing itself never waits, or nobody could announce.
        if (sent.to == address(this) && bytes4(sent.data) == this.announce.selector) return "";
        return _announcements[sent.hash].reason(answer.waitSeconds, answer.waitBlocks, context);
    }

    // What follows

    /// Counts and tags a transaction as a set has said.
    function _settle(Answer memory answer, BlockContext calldata context, TransactionContext calldata sent) private {
        for (uint256 i = 0; i < answer.amounts.length; ++i) {
            if (answer.marks[i] == 0) continue;
            RuleManifest.Rate memory rate = RuleManifest.rate(answer.manifest, i);
            _counted.count(answer.id, i, rate, answer.amounts[i], context, sent);
        }
        (uint256 count, uint256 offset) = RuleManifest.tags(answer.manifest);
        for (uint256 i = 0; i < count; ++i) {
            if (answer.marks[16 + i] == 0) continue;
            emit TransactionTagged(
                answer.id, sent.hash, sent.sender, bytes32(RuleManifest.number(answer.manifest, offset + 32 * i, 32))
            );
        }
    }

    /// The tags that these answers put on a transaction.
    function _tags(Answer[] memory answers) private pure returns (bytes32[] memory tags) {
        tags = new bytes32[](RuleManifest.MAX_TAGS * answers.length);
        uint256 found;
        for (uint256 i = 0; i < answers.length; ++i) {
            if (!answers[i].sound) continue;
            bytes memory manifest = answers[i].manifest;
            (uint256 count, uint256 offset) = RuleManifest.tags(manifest);
            for (uint256 j = 0; j < count; ++j) {
                if (answers[i].marks[16 + j] == 0) continue;
                tags[found++] = bytes32(RuleManifest.number(manifest, offset + 32 * j, 32));
            }
        }
        assembly {
            mstore(tags, found)
        }
    }

    function _checked(bytes calldata artifact) private view returns (RuleSet memory set) {
        (uint256 program, uint256 size) = RuleManifest.split(artifact);
        set.programGas = uint64(RuleCode.check(artifact, program));
        uint256 needed = set.programGas + RuleManifest.check(artifact[program:program + size]);
        if (needed > MAX_ACTIVE_GAS) revert ActiveGas(needed, MAX_ACTIVE_GAS);
        (set.gasNeeded, set.programSize, set.manifestSize) = (uint64(needed), uint16(program), uint16(size));
    }

    function _manifest(address code, uint256 start, uint256 size) private view returns (bytes memory manifest) {
        manifest = new bytes(size);
        assembly {
            extcodecopy(code, add(manifest, 32), start, size)
        }
    }

    function _word(uint256 position) private pure returns (uint256 value) {
        assembly {
            value := calldataload(position)
        }
    }

    function _read(uint256 place) private pure returns (uint256 value) {
        assembly {
            value := mload(place)
        }
    }

    function _write(uint256 place, uint256 value) private pure {
        assembly {
            mstore(place, value)
        }
    }

    function _known(bytes32 id) private view returns (RuleSet storage set) {
        set = _sets[id];
        if (set.code == address(0)) revert UnknownRuleSet(id);
    }
}
