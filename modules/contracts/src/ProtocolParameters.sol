// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IReversible} from "./IReversible.sol";
import {IXaiModule, ModuleMetadata} from "./IXaiModule.sol";
import {XaiModule} from "./XaiModule.sol";

/// The numbers of the protocol that holders decide. Nodes read them from this storage for the block after; the value of
/// block N is `pendingValue` where effectiveBlock is set and not above N, and `value` elsewhere.
contract ProtocolParameters is XaiModule, IReversible {
    struct Entry {
        uint256 value;
        uint256 pendingValue;
        /// 0: nothing is pending or was
        uint64 effectiveBlock;
    }

    /// Bounds of one key.
    struct Bounds {
        bool known;
        uint256 minimum;
        uint256 maximum;
    }

    /// One change, with what the entry held before.
    struct Change {
        bytes32 key;
        Entry former;
        uint64 generation;
        bool undone;
    }

    /// @custom:storage-location erc7201:xai.storage.ProtocolParameters
    struct ParametersStorage {
        /// Changes since genesis; 0 where the defaults hold and nodes need not read on.
        uint256 generation;
        mapping(bytes32 key => Entry) entries;
        bytes32[] keys;
        Change[] journal;
        /// generation of the last change of a key
        mapping(bytes32 key => uint64) lastChange;
    }

    // keccak256(abi.encode(uint256(keccak256("xai.storage.ProtocolParameters")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant PARAMETERS_STORAGE = 0x1f423988f297c561dcdf58d57a925fd65c161cbce234592b9e656c700f1f6200;

    /// Of the module's own parameters: seconds between the scheduling of a fork and its first block.
    bytes32 public constant FORK_LEAD = "forkLead";

    event ParameterScheduled(bytes32 indexed key, uint256 former, uint256 value, uint256 effectiveBlock);
    event ParameterChanged(bytes32 indexed key, uint256 former, uint256 value, uint256 effectiveBlock);

    error UnknownKey(bytes32 key);
    error ValueOutOfBounds(bytes32 key, uint256 value, uint256 minimum, uint256 maximum);
    error BadEffectiveBlock(uint256 effectiveBlock, uint256 next);
    error ForkTooSoon(bytes32 key, uint256 time, uint256 earliest);
    error ForkHasBegun(bytes32 key, uint256 time);
    error NotDue(bytes32 key);
    error Overtaken(uint256 change);
    error LengthsDiffer();

    /// Genesis calls it once. `generation` is above 0 where values differ from Ethereum's.
    function initialize(bytes32[] calldata keys, uint256[] calldata values, uint256 generation_, uint256 forkLead)
        external
        initializer
    {
        if (keys.length != values.length) revert LengthsDiffer();
        _defineParameter(FORK_LEAD, forkLead, 1, 365 days);
        ParametersStorage storage $ = _storage();
        for (uint256 i = 0; i < keys.length; ++i) {
            _check(keys[i], values[i]);
            $.keys.push(keys[i]);
            $.entries[keys[i]].value = values[i];
        }
        $.generation = generation_;
    }

    /// @inheritdoc IXaiModule
    function moduleMetadata() external pure returns (ModuleMetadata memory) {
        return ModuleMetadata("ProtocolParameters", "1.0.0", 0, 0, 0, 0, 0);
    }

    /// Gives a key another value from a block on; 0 stands for the next one. The activation time of a fork holds from the
    /// next block on, so that the state of any later block tells it.
    function schedule(bytes32 key, uint256 value, uint256 effectiveBlock) external onlyGovernance {
        _check(key, value);
        ParametersStorage storage $ = _storage();
        Entry storage entry = $.entries[key];
        uint256 next = block.number + 1;
        if (effectiveBlock == 0) effectiveBlock = next;
        if (effectiveBlock < next || effectiveBlock > type(uint64).max) revert BadEffectiveBlock(effectiveBlock, next);
        if (_isFork(key)) _checkFork(key, value, effectiveBlock);
        _settle(key, entry);
        $.journal.push(Change(key, entry, uint64(++$.generation), false));
        $.lastChange[key] = uint64($.generation);
        emit ParameterScheduled(key, entry.value, value, effectiveBlock);
        (entry.pendingValue, entry.effectiveBlock) = (value, uint64(effectiveBlock));
    }

    /// Tells indexers of a change whose block has come; anybody may.
    function settle(bytes32 key) external {
        Entry storage entry = _storage().entries[key];
        if (entry.effectiveBlock == 0 || entry.effectiveBlock > block.number) revert NotDue(key);
        _settle(key, entry);
    }

    /// The value in this block.
    function get(bytes32 key) external view returns (uint256) {
        return valueAt(key, block.number);
    }

    /// The value that a block would have, as far as it is decided now.
    function valueAt(bytes32 key, uint256 number) public view returns (uint256) {
        if (!bounds(key).known) revert UnknownKey(key);
        Entry storage entry = _storage().entries[key];
        bool isDue = entry.effectiveBlock != 0 && entry.effectiveBlock <= number;
        return isDue ? entry.pendingValue : entry.value;
    }

    /// Value, what comes next, and when.
    function entryOf(bytes32 key) external view returns (Entry memory) {
        return _storage().entries[key];
    }

    /// Every key with its value in this block and with what is pending.
    function all()
        external
        view
        returns (bytes32[] memory keys, uint256[] memory values, uint256[] memory pending, uint256[] memory effective)
    {
        ParametersStorage storage $ = _storage();
        keys = $.keys;
        values = new uint256[](keys.length);
        pending = new uint256[](keys.length);
        effective = new uint256[](keys.length);
        for (uint256 i = 0; i < keys.length; ++i) {
            Entry storage entry = $.entries[keys[i]];
            values[i] = valueAt(keys[i], block.number);
            if (entry.effectiveBlock > block.number) {
                (pending[i], effective[i]) = (entry.pendingValue, entry.effectiveBlock);
            }
        }
    }

    /// Changes since genesis; 0 where Ethereum's defaults hold.
    function generation() external view returns (uint256) {
        return _storage().generation;
    }

    /// Which keys there are and how far each may go.
    function bounds(bytes32 key) public pure returns (Bounds memory) {
        if (key == "blockGasLimit") return Bounds(true, 0, 1 << 40); // 0: as the producer wishes
        if (key == "elasticity") return Bounds(true, 1, 16);
        if (key == "baseFeeDenominator") return Bounds(true, 2, 1_000_000);
        if (key == "minimumBaseFee") return Bounds(true, 0, 1e18);
        bool isSwitch = key == "baseFeeToTreasury" || key == "feeRedistribution";
        if (isSwitch || key == "feature.vm" || key == "feature.wasm") return Bounds(true, 0, 1);
        return Bounds(_isFork(key), 0, type(uint64).max);
    }

    /// @inheritdoc IReversible
    function journalLength() external view returns (uint256) {
        return _storage().journal.length;
    }

    /// @inheritdoc IReversible
    function undo(uint256 from, uint256 to) external onlyRegistry {
        for (uint256 i = to; i > from; --i) _undo(i - 1);
    }

    /// The former value holds again from the next block on, also where the change had not come into force.
    function _undo(uint256 index) private {
        ParametersStorage storage $ = _storage();
        Change storage change = $.journal[index];
        bytes32 key = change.key;
        if (change.undone || $.lastChange[key] != change.generation) revert Overtaken(index);
        change.undone = true;
        Entry storage entry = $.entries[key];
        uint256 current = valueAt(key, block.number + 1);
        if (_isFork(key) && current != 0 && current <= block.timestamp) revert ForkHasBegun(key, current);
        (entry.value, entry.pendingValue) = (change.former.value, change.former.pendingValue);
        entry.effectiveBlock = change.former.effectiveBlock;
        $.generation++;
        for (uint256 i = index; i > 0; --i) {
            if ($.journal[i - 1].key != key || $.journal[i - 1].undone) continue;
            $.lastChange[key] = $.journal[i - 1].generation;
            break;
        }
        uint256 restored = valueAt(key, block.number + 1);
        if (_isFork(key) && restored != 0 && restored < block.timestamp + _parameter(FORK_LEAD)) {
            revert ForkTooSoon(key, restored, block.timestamp + _parameter(FORK_LEAD));
        }
        emit ParameterChanged(key, current, restored, block.number + 1);
    }

    function _settle(bytes32 key, Entry storage entry) private {
        if (entry.effectiveBlock == 0 || entry.effectiveBlock > block.number) return;
        emit ParameterChanged(key, entry.value, entry.pendingValue, entry.effectiveBlock);
        entry.value = entry.pendingValue;
        (entry.pendingValue, entry.effectiveBlock) = (0, 0);
    }

    function _check(bytes32 key, uint256 value) private view {
        Bounds memory allowed = bounds(key);
        if (!allowed.known || _storage().keys.length > 256) revert UnknownKey(key);
        if (value < allowed.minimum || value > allowed.maximum) {
            revert ValueOutOfBounds(key, value, allowed.minimum, allowed.maximum);
        }
    }

    /// A fork has a time in the future, and none that has begun is moved: what a block's rules were never changes.
    function _checkFork(bytes32 key, uint256 time, uint256 effectiveBlock) private view {
        if (effectiveBlock != block.number + 1) revert BadEffectiveBlock(effectiveBlock, block.number + 1);
        uint256 current = valueAt(key, block.number + 1);
        if (current != 0 && current <= block.timestamp) revert ForkHasBegun(key, current);
        uint256 earliest = block.timestamp + _parameter(FORK_LEAD);
        if (time != 0 && time < earliest) revert ForkTooSoon(key, time, earliest);
    }

    /// fork.shanghai and the like.
    function _isFork(bytes32 key) private pure returns (bool) {
        return key == "fork.shanghai" || key == "fork.cancun" || key == "fork.prague" || key == "fork.osaka"
            || key == "fork.bpo1" || key == "fork.bpo2" || key == "fork.bpo3" || key == "fork.bpo4"
            || key == "fork.bpo5";
    }

    function _storage() private pure returns (ParametersStorage storage $) {
        assembly {
            $.slot := PARAMETERS_STORAGE
        }
    }
}
