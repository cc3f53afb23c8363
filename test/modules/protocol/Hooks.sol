// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// A registry of hooks that anybody may fill, with the storage and the functions that the protocol knows.
contract TestRegistry {
    struct Entry {
        bytes32 id;
        address module;
        uint32 hooks;
        uint32 order;
        uint64 validateGas;
        uint64 startGas;
        uint64 endGas;
        uint32 consecutiveFaults;
    }

    event HookFaulted(bytes32 indexed id, uint8 hook, uint32 consecutive, bytes reason);
    event ModuleSuspended(bytes32 indexed id);
    event FaultsCleared(bytes32 indexed id);

    bytes32 constant COUNT = keccak256(abi.encode(uint256(keccak256("xai.storage.ModuleRegistry")) - 1)) & ~bytes32(uint256(0xff));
    uint32 constant LIMIT = 3;

    Entry[] entries;
    /// 0 works, 1 reverts, 2 answers nonsense, 3 burns all gas, 4 says that there are 2^255 entries
    uint256 public mode;

    function add(bytes32 id, address module, uint32 hooks, uint64 gas) external {
        entries.push(Entry(id, module, hooks, uint32(entries.length), gas, gas, gas, 0));
        count(entries.length);
    }

    function setMode(uint256 mode_) external {
        mode = mode_;
    }

    function activeHooks() external view returns (Entry[] memory) {
        misbehave();
        return entries;
    }

    function recordFault(bytes32 id, uint8 hook, bytes calldata reason) external {
        require(msg.sender == 0xffffFFFfFFffffffffffffffFfFFFfffFFFfFFfE);
        misbehave();
        for (uint256 i = 0; i < entries.length; ++i) {
            if (entries[i].id != id) continue;
            emit HookFaulted(id, hook, ++entries[i].consecutiveFaults, reason);
            if (entries[i].consecutiveFaults < LIMIT) return;
            emit ModuleSuspended(id);
            entries[i] = entries[entries.length - 1];
            entries.pop();
            count(entries.length);
            return;
        }
    }

    function clearFaults(bytes32 id) external {
        misbehave();
        for (uint256 i = 0; i < entries.length; ++i) if (entries[i].id == id) entries[i].consecutiveFaults = 0;
        emit FaultsCleared(id);
    }

    function misbehave() private view {
        if (mode == 1) revert("broken");
        if (mode == 2) assembly { mstore(0, 7) return(0, 33) }
        if (mode == 3) while (true) {}
        if (mode == 4) assembly { mstore(0, 32) mstore(32, shl(255, 1)) return(0, 64) }
    }

    function count(uint256 value) private {
        bytes32 slot = COUNT;
        assembly { sstore(slot, value) }
    }
}

/// A module whose hooks do as they are told.
contract TestHook {
    struct Block { uint256 number; uint256 timestamp; address producer; uint256 gasLimit; uint256 baseFee; }
    struct Tx { bytes32 hash; address sender; address to; bool isCreate; uint256 value; uint256 nonce; uint256 gasLimit; uint256 maxFeePerGas; uint256 maxPriorityFeePerGas; bytes data; }
    struct Result { uint256 gasUsed; uint256 transactionCount; uint256 tips; uint256 baseFees; }

    event Validated(bytes32 indexed hash, address sender, address to, bool isCreate, uint256 value, uint256 nonce, uint256 gasLimit, bytes data);
    event Started(uint256 number, uint256 timestamp, address producer, uint256 gasLimit, uint256 baseFee);
    event Ended(uint256 number, uint256 gasUsed, uint256 transactionCount, uint256 tips, uint256 baseFees);

    /// by hook: 0 silent, 1 logs, 2 denies, 3 reverts, 4 burns, 5 answers nonsense, 6 denies what has data, 7 spends half its gas, 8 logs and answers nonsense
    mapping(uint256 hook => uint256) public mode;
    mapping(uint256 hook => uint256) public calls;

    function setMode(uint256 hook, uint256 mode_) external {
        mode[hook] = mode_;
    }

    function validateTransaction(Block calldata, Tx calldata t) external returns (bool, string memory) {
        calls[0]++;
        uint256 m = misbehave(0);
        if (m == 2 || (m == 6 && t.data.length > 0)) return (false, "not\ntoday");
        if (m == 1 || m == 8) emit Validated(t.hash, t.sender, t.to, t.isCreate, t.value, t.nonce, t.gasLimit, t.data);
        if (m == 8) assembly { mstore(0, 9) return(0, 32) }
        return (true, "");
    }

    function onBlockStart(Block calldata b) external {
        calls[1]++;
        if (misbehave(1) == 1) emit Started(b.number, b.timestamp, b.producer, b.gasLimit, b.baseFee);
    }

    function onBlockEnd(Block calldata b, Result calldata r) external {
        calls[2]++;
        if (misbehave(2) == 1) emit Ended(b.number, r.gasUsed, r.transactionCount, r.tips, r.baseFees);
    }

    function misbehave(uint256 hook) private view returns (uint256 m) {
        m = mode[hook];
        if (m == 3) revert("hook fails");
        if (m == 4) while (true) {}
        if (m == 5) assembly { mstore(0, 9) return(0, 32) }
        if (m == 7) { uint256 half = gasleft() / 2; while (gasleft() > half) {} }
    }
}

/// Parameters that anybody may set, with the storage that the protocol reads.
contract TestParameters {
    struct Entry { uint256 value; uint256 pendingValue; uint64 effectiveBlock; }
    struct Parameters { uint256 generation; mapping(bytes32 key => Entry) entries; }

    bytes32 constant PLACE = keccak256(abi.encode(uint256(keccak256("xai.storage.ProtocolParameters")) - 1)) & ~bytes32(uint256(0xff));

    function set(bytes32 key, uint256 value, uint256 pendingValue, uint64 effectiveBlock) external {
        Parameters storage $ = place();
        $.entries[key] = Entry(value, pendingValue, effectiveBlock);
        // what was never set counts as Ethereum has it
        if ($.generation++ == 0 && key != "feature.vm") $.entries["feature.vm"].value = 1;
    }

    function place() private pure returns (Parameters storage $) {
        bytes32 slot = PLACE;
        assembly { $.slot := slot }
    }
}
