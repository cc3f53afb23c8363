// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// What has become of a module.
enum ModuleStatus {
    None,
    /// known, its hooks are not called
    Registered,
    Active,
    /// by its faults or by governance
    Suspended,
    Retired
}

/// A module as the registry knows it.
struct Module {
    address proxy;
    address implementation;
    string name;
    string version;
    /// keccak256 of the implementation's code
    bytes32 codeHash;
    /// what AuditorRegistry.auditHash said when the code was put in place; zero for code from genesis
    bytes32 auditHash;
    uint32 hooks;
    ModuleStatus status;
    uint32 consecutiveFaults;
    uint32 order;
    uint64 validateGas;
    uint64 startGas;
    uint64 endGas;
    /// block numbers
    uint64 registeredAt;
    uint64 changedAt;
}

/// A module that has hooks to be called.
struct HookEntry {
    bytes32 id;
    address module;
    uint32 hooks;
    uint32 order;
    uint64 validateGas;
    uint64 startGas;
    uint64 endGas;
    uint32 consecutiveFaults;
}

/// What a change was.
enum ChangeKind {
    Register,
    Status,
    Upgrade,
    Parameter,
    Limits
}

/// One change of the registry. What a kind has no use for is zero.
struct Change {
    bytes32 id;
    ChangeKind kind;
    ModuleStatus formerStatus;
    ModuleStatus status;
    uint64 blockNumber;
    uint64 timestamp;
    address formerImplementation;
    address implementation;
    bytes32 formerAuditHash;
    /// of a parameter
    bytes32 key;
    uint256 formerValue;
    uint256 value;
    /// Taken back since.
    bool undone;
}

/// A module at genesis.
struct GenesisModule {
    bytes32 id;
    address proxy;
    /// Its hooks are called from block 1 on.
    bool active;
}

interface IModuleRegistry {
    event ModuleRegistered(bytes32 indexed id, address indexed proxy, address implementation, bytes32 codeHash, bytes32 auditHash);
    event ModuleActivated(bytes32 indexed id);
    event ModuleSuspended(bytes32 indexed id);
    event ModuleRetired(bytes32 indexed id);
    /// Back from active to registered, by a rollback.
    event ModuleDeactivated(bytes32 indexed id);
    event ModuleUpgraded(bytes32 indexed id, address former, address indexed implementation, bytes32 codeHash, bytes32 auditHash, string version);
    event ModuleRolledBack(bytes32 indexed id, address former, address indexed implementation);
    event ModuleParameterChanged(bytes32 indexed id, bytes32 indexed key, uint256 former, uint256 value);
    event ParametersNotRestored(bytes32 indexed id);
    event HookFaulted(bytes32 indexed id, uint8 hook, uint32 consecutive, bytes reason);
    event HookRecovered(bytes32 indexed id);
    event LimitsChanged(uint32 faultLimit, uint64 hookGasLimit);

    function activeHooks() external view returns (HookEntry[] memory);

    function modules() external view returns (bytes32[] memory);

    function module(bytes32 id) external view returns (Module memory);

    function history(bytes32 id) external view returns (Change[] memory);

    function idOf(address proxy) external view returns (bytes32);

    function register(bytes32 id, address proxy, bytes32 codeHash) external;

    function upgrade(bytes32 id, address implementation, bytes32 codeHash, bytes calldata data) external;

    function activate(bytes32 id) external;

    function suspend(bytes32 id) external;

    function retire(bytes32 id) external;

    function setModuleParameter(bytes32 id, bytes32 key, uint256 value) external;

    function setLimits(uint32 faultLimit, uint64 hookGasLimit) external;

    function recordFault(bytes32 id, uint8 hook, bytes calldata reason) external;

    function clearFaults(bytes32 id) external;
}
