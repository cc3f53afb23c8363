// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAuditorRegistry} from "./IAuditorRegistry.sol";
import {IModuleParameters} from "./IModuleParameters.sol";
import {
    Change,
    ChangeKind,
    GenesisModule,
    HookEntry,
    IModuleRegistry,
    Module,
    ModuleStatus
} from "./IModuleRegistry.sol";
import {Execution, IProposalJournal} from "./IProposalJournal.sol";
import {IReversible} from "./IReversible.sol";
import {IXaiModule, ModuleMetadata} from "./IXaiModule.sol";
import {Predeploys} from "./Predeploys.sol";
import {XaiModule} from "./XaiModule.sol";
import {IXaiProxy} from "./XaiProxy.sol";

/// Every module of the chain: where it stands, which code it runs, who audited that, and which hooks the protocol calls.
/// It is the only one that upgrades proxies, and it keeps a journal from which a proposal can be taken back.
contract ModuleRegistry is XaiModule, IModuleRegistry, IProposalJournal {
    /// Values of a module's parameters before an upgrade.
    struct Snapshot {
        bytes32[] keys;
        uint256[] values;
    }

    /// @custom:storage-location erc7201:xai.storage.ModuleRegistry
    struct RegistryStorage {
        /// Length of activeIds: a block in which no hook is registered reads this slot and nothing else.
        uint256 activeHookCount;
        /// by order, then id
        bytes32[] activeIds;
        bytes32[] ids;
        mapping(bytes32 id => Module) modules;
        mapping(address proxy => bytes32) idOf;
        Change[] journal;
        mapping(bytes32 id => uint256[]) changesOf;
        mapping(uint256 change => Snapshot) snapshots;
        uint32 faultLimit;
        uint64 hookGasLimit;
        mapping(uint256 proposalId => Execution) executions;
    }

    // keccak256(abi.encode(uint256(keccak256("xai.storage.ModuleRegistry")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant REGISTRY_STORAGE = 0xda22e393ab6ab834a44aaf43e37ae6c52c94b23a7b22d028d7cff9a7526f7e00;

    /// More active hooks than this and every block would pay for them.
    uint256 public constant MAXIMUM_ACTIVE_HOOKS = 16;
    /// Bytes of a fault's reason that are kept in its event.
    uint256 private constant REASON_LENGTH = 256;
    uint32 private constant ALL_HOOKS = 7;

    error UnknownModule(bytes32 id);
    error BadId(bytes32 id);
    error AlreadyRegistered(bytes32 id, address proxy);
    error NotAProxy(address proxy);
    error NotAContract(address implementation);
    error WrongCode(bytes32 expected, bytes32 found);
    error NotAudited(bytes32 codeHash);
    error WrongStatus(bytes32 id, ModuleStatus status);
    error TooManyHooks();
    error BadHooks(bytes32 id, uint32 hooks);
    error GasBoundTooHigh(bytes32 id, uint64 declared, uint64 limit);
    error BadLimits(uint32 faultLimit, uint64 hookGasLimit);
    error NotGovernor(address caller);
    error Overtaken(uint256 change);
    error NotExecuted(uint256 proposalId);
    error RollbackWindowClosed(uint256 proposalId, uint256 closedAt);
    error NothingToRollBack(uint256 proposalId);

    /// Genesis calls it once, when all proxies stand.
    function initialize(GenesisModule[] calldata entries, uint32 faultLimit_, uint64 hookGasLimit_)
        external
        initializer
    {
        _setLimits(faultLimit_, hookGasLimit_);
        for (uint256 i = 0; i < entries.length; ++i) {
            bytes32 id = entries[i].id;
            _register(id, entries[i].proxy, 0);
            if (entries[i].active || _registry().modules[id].hooks == 0) _setStatus(id, ModuleStatus.Active);
        }
    }

    /// @inheritdoc IXaiModule
    function moduleMetadata() external pure returns (ModuleMetadata memory) {
        return ModuleMetadata("ModuleRegistry", "1.0.0", 0, 0, 0, 0, 0);
    }

    // What the protocol calls

    /// @inheritdoc IModuleRegistry
    function recordFault(bytes32 id, uint8 hook, bytes calldata reason) external onlySystem {
        Module storage entry = _known(id);
        uint32 consecutive = ++entry.consecutiveFaults;
        bytes calldata kept = reason.length > REASON_LENGTH ? reason[:REASON_LENGTH] : reason;
        emit HookFaulted(id, hook, consecutive, kept);
        if (consecutive >= _registry().faultLimit && entry.status == ModuleStatus.Active) {
            _setStatus(id, ModuleStatus.Suspended);
        }
    }

    /// @inheritdoc IModuleRegistry
    function clearFaults(bytes32 id) external onlySystem {
        Module storage entry = _known(id);
        if (entry.consecutiveFaults == 0) return;
        entry.consecutiveFaults = 0;
        emit HookRecovered(id);
    }

    // What governance decides

    /// @inheritdoc IModuleRegistry
    function register(bytes32 id, address proxy, bytes32 codeHash) external onlyGovernance {
        bytes32 audit = _audited(codeHash);
        _register(id, proxy, audit);
        bytes32 found = _registry().modules[id].codeHash;
        if (found != codeHash) revert WrongCode(codeHash, found);
    }

    /// @inheritdoc IModuleRegistry
    function upgrade(bytes32 id, address implementation, bytes32 codeHash, bytes calldata data)
        external
        onlyGovernance
    {
        Module storage entry = _known(id);
        if (entry.status == ModuleStatus.Retired) revert WrongStatus(id, entry.status);
        if (implementation.codehash != codeHash) revert WrongCode(codeHash, implementation.codehash);
        bytes32 audit = _audited(codeHash);
        Change memory change = _change(id, ChangeKind.Upgrade);
        (change.formerImplementation, change.implementation) = (entry.implementation, implementation);
        change.formerAuditHash = entry.auditHash;
        uint256 index = _record(change);
        try this.readParameters(entry.proxy) returns (bytes32[] memory keys, uint256[] memory values) {
            _registry().snapshots[index] = Snapshot(keys, values);
        } catch {}
        IXaiProxy(entry.proxy).upgradeToAndCall(implementation, data);
        _refresh(id, audit);
        emit ModuleUpgraded(id, change.formerImplementation, implementation, codeHash, audit, entry.version);
    }

    /// @inheritdoc IModuleRegistry
    function activate(bytes32 id) external onlyGovernance {
        ModuleStatus status = _known(id).status;
        if (status != ModuleStatus.Registered && status != ModuleStatus.Suspended) revert WrongStatus(id, status);
        _setStatus(id, ModuleStatus.Active);
    }

    /// @inheritdoc IModuleRegistry
    function suspend(bytes32 id) external onlyGovernance {
        ModuleStatus status = _known(id).status;
        if (status != ModuleStatus.Active) revert WrongStatus(id, status);
        _setStatus(id, ModuleStatus.Suspended);
    }

    /// @inheritdoc IModuleRegistry
    function retire(bytes32 id) external onlyGovernance {
        ModuleStatus status = _known(id).status;
        if (status == ModuleStatus.Retired) revert WrongStatus(id, status);
        _setStatus(id, ModuleStatus.Retired);
    }

    /// @inheritdoc IModuleRegistry
    function setModuleParameter(bytes32 id, bytes32 key, uint256 value) external onlyGovernance {
        address proxy = _known(id).proxy;
        Change memory change = _change(id, ChangeKind.Parameter);
        (change.key, change.formerValue, change.value) = (key, IModuleParameters(proxy).parameter(key), value);
        _record(change);
        IModuleParameters(proxy).setParameter(key, value);
        emit ModuleParameterChanged(id, key, change.formerValue, value);
    }

    /// @inheritdoc IModuleRegistry
    function setLimits(uint32 faultLimit_, uint64 hookGasLimit_) external onlyGovernance {
        Change memory change = _change(0, ChangeKind.Limits);
        change.formerValue = _packedLimits();
        _setLimits(faultLimit_, hookGasLimit_);
        change.value = _packedLimits();
        _record(change);
    }

    // What the governor takes back

    modifier onlyGovernor() {
        if (msg.sender != Predeploys.GOVERNOR) revert NotGovernor(msg.sender);
        _;
    }

    /// @inheritdoc IProposalJournal
    function beginProposal(uint256 proposalId) external onlyGovernor {
        Execution storage done = _registry().executions[proposalId];
        done.executedAt = uint48(block.timestamp);
        done.registryFrom = uint64(_registry().journal.length);
        done.parametersFrom = uint64(IReversible(Predeploys.PARAMETERS).journalLength());
    }

    /// @inheritdoc IProposalJournal
    function endProposal(uint256 proposalId) external onlyGovernor {
        Execution storage done = _registry().executions[proposalId];
        done.registryTo = uint64(_registry().journal.length);
        done.parametersTo = uint64(IReversible(Predeploys.PARAMETERS).journalLength());
    }

    /// @inheritdoc IProposalJournal
    function rollBack(uint256 proposalId, uint256 window) external onlyGovernor {
        Execution storage done = _registry().executions[proposalId];
        if (done.executedAt == 0 || done.rolledBack) revert NotExecuted(proposalId);
        uint256 closedAt = done.executedAt + window;
        if (block.timestamp > closedAt) revert RollbackWindowClosed(proposalId, closedAt);
        // Also a proposal that is still being executed has nothing to take back.
        if (done.registryFrom >= done.registryTo && done.parametersFrom >= done.parametersTo) {
            revert NothingToRollBack(proposalId);
        }
        done.rolledBack = true;
        for (uint256 i = done.registryTo; i > done.registryFrom; --i) _undo(i - 1);
        IReversible(Predeploys.PARAMETERS).undo(done.parametersFrom, done.parametersTo);
    }

    /// @inheritdoc IProposalJournal
    function isRolledBack(uint256 proposalId) external view returns (bool) {
        return _registry().executions[proposalId].rolledBack;
    }

    /// @inheritdoc IProposalJournal
    function executionOf(uint256 proposalId) external view returns (Execution memory) {
        return _registry().executions[proposalId];
    }

    // What anybody may ask

    /// @inheritdoc IModuleRegistry
    function activeHooks() external view returns (HookEntry[] memory entries) {
        RegistryStorage storage $ = _registry();
        entries = new HookEntry[]($.activeHookCount);
        for (uint256 i = 0; i < entries.length; ++i) {
            bytes32 id = $.activeIds[i];
            Module storage entry = $.modules[id];
            entries[i] = HookEntry(
                id,
                entry.proxy,
                entry.hooks,
                entry.order,
                entry.validateGas,
                entry.startGas,
                entry.endGas,
                entry.consecutiveFaults
            );
        }
    }

    /// @inheritdoc IModuleRegistry
    function modules() external view returns (bytes32[] memory) {
        return _registry().ids;
    }

    /// @inheritdoc IModuleRegistry
    function module(bytes32 id) external view returns (Module memory) {
        return _registry().modules[id];
    }

    /// @inheritdoc IModuleRegistry
    function idOf(address proxy) external view returns (bytes32) {
        return _registry().idOf[proxy];
    }

    /// @inheritdoc IModuleRegistry
    function history(bytes32 id) external view returns (Change[] memory changes) {
        RegistryStorage storage $ = _registry();
        uint256[] storage indexes = $.changesOf[id];
        changes = new Change[](indexes.length);
        for (uint256 i = 0; i < changes.length; ++i) changes[i] = $.journal[indexes[i]];
    }

    /// Changes so far.
    function journalLength() external view returns (uint256) {
        return _registry().journal.length;
    }

    /// One change of the journal.
    function changeAt(uint256 index) external view returns (Change memory) {
        return _registry().journal[index];
    }

    /// Consecutive faults after which a module is suspended.
    function faultLimit() external view returns (uint32) {
        return _registry().faultLimit;
    }

    /// The most gas that a module may declare for one hook.
    function hookGasLimit() external view returns (uint64) {
        return _registry().hookGasLimit;
    }

    /// The parameters of a module; apart, so that an answer that cannot be decoded does not stop an upgrade.
    function readParameters(address proxy) external view returns (bytes32[] memory, uint256[] memory) {
        return IModuleParameters(proxy).parameters();
    }

    // Inside

    function _register(bytes32 id, address proxy, bytes32 audit) private {
        RegistryStorage storage $ = _registry();
        if (id == 0) revert BadId(id);
        if ($.modules[id].status != ModuleStatus.None || $.idOf[proxy] != 0) revert AlreadyRegistered(id, proxy);
        // This contract stands behind a proxy itself, and all of them have the same code.
        if (proxy.codehash != address(this).codehash) revert NotAProxy(proxy);
        Module storage entry = $.modules[id];
        entry.proxy = proxy;
        entry.registeredAt = uint64(block.number);
        $.idOf[proxy] = id;
        $.ids.push(id);
        Change memory change = _change(id, ChangeKind.Register);
        entry.status = change.status = ModuleStatus.Registered;
        _refresh(id, audit);
        change.implementation = entry.implementation;
        _record(change);
        emit ModuleRegistered(id, proxy, entry.implementation, entry.codeHash, audit);
    }

    /// Reads again what a module's code says of itself.
    function _refresh(bytes32 id, bytes32 audit) private {
        Module storage entry = _registry().modules[id];
        address implementation = IXaiProxy(entry.proxy).implementation();
        if (implementation.code.length == 0) revert NotAContract(implementation);
        ModuleMetadata memory said = IXaiModule(entry.proxy).moduleMetadata();
        _checkMetadata(id, said);
        entry.implementation = implementation;
        entry.codeHash = implementation.codehash;
        entry.auditHash = audit;
        (entry.name, entry.version) = (said.name, said.version);
        (entry.hooks, entry.order) = (said.hooks, said.order);
        (entry.validateGas, entry.startGas, entry.endGas) = (said.validateGas, said.startGas, said.endGas);
        entry.consecutiveFaults = 0;
        entry.changedAt = uint64(block.number);
        _place(id);
    }

    function _checkMetadata(bytes32 id, ModuleMetadata memory said) private view {
        uint64 limit = _registry().hookGasLimit;
        if (said.hooks > ALL_HOOKS) revert BadHooks(id, said.hooks);
        if (said.validateGas > limit) revert GasBoundTooHigh(id, said.validateGas, limit);
        if (said.startGas > limit) revert GasBoundTooHigh(id, said.startGas, limit);
        if (said.endGas > limit) revert GasBoundTooHigh(id, said.endGas, limit);
    }

    function _setStatus(bytes32 id, ModuleStatus status) private {
        Change memory change = _change(id, ChangeKind.Status);
        change.status = status;
        _record(change);
        _applyStatus(id, status);
    }

    function _applyStatus(bytes32 id, ModuleStatus status) private {
        Module storage entry = _registry().modules[id];
        entry.status = status;
        entry.changedAt = uint64(block.number);
        if (status == ModuleStatus.Active) entry.consecutiveFaults = 0;
        _place(id);
        if (status == ModuleStatus.Active) emit ModuleActivated(id);
        else if (status == ModuleStatus.Suspended) emit ModuleSuspended(id);
        else if (status == ModuleStatus.Retired) emit ModuleRetired(id);
        else emit ModuleDeactivated(id);
    }

    /// Puts the module where it belongs among the active ones, or takes it out.
    function _place(bytes32 id) private {
        RegistryStorage storage $ = _registry();
        bytes32[] storage active = $.activeIds;
        uint256 length = active.length;
        for (uint256 i = 0; i < length; ++i) {
            if (active[i] != id) continue;
            for (uint256 j = i + 1; j < length; ++j) active[j - 1] = active[j];
            active.pop();
            break;
        }
        Module storage entry = $.modules[id];
        if (entry.status == ModuleStatus.Active && entry.hooks != 0) {
            if (active.length >= MAXIMUM_ACTIVE_HOOKS) revert TooManyHooks();
            active.push(id);
            for (uint256 i = active.length - 1; i > 0 && _precedes(id, active[i - 1]); --i) {
                (active[i - 1], active[i]) = (id, active[i - 1]);
            }
        }
        if ($.activeHookCount != active.length) $.activeHookCount = active.length;
    }

    function _precedes(bytes32 a, bytes32 b) private view returns (bool) {
        RegistryStorage storage $ = _registry();
        (uint32 orderA, uint32 orderB) = ($.modules[a].order, $.modules[b].order);
        return orderA < orderB || (orderA == orderB && a < b);
    }

    function _undo(uint256 index) private {
        Change storage change = _registry().journal[index];
        if (change.undone) revert Overtaken(index);
        change.undone = true;
        if (change.kind == ChangeKind.Limits) {
            if (_packedLimits() != change.value) revert Overtaken(index);
            _setLimits(uint32(change.formerValue >> 64), uint64(change.formerValue));
            return;
        }
        Module storage entry = _registry().modules[change.id];
        if (change.kind == ChangeKind.Upgrade) {
            if (entry.implementation != change.implementation) revert Overtaken(index);
            _restore(index, change, entry);
        } else if (change.kind == ChangeKind.Parameter) {
            if (IModuleParameters(entry.proxy).parameter(change.key) != change.value) revert Overtaken(index);
            IModuleParameters(entry.proxy).setParameter(change.key, change.formerValue);
            emit ModuleParameterChanged(change.id, change.key, change.value, change.formerValue);
        } else {
            // Faults may have suspended it meanwhile; nothing else may have happened.
            if (entry.status != change.status && entry.status != ModuleStatus.Suspended) revert Overtaken(index);
            bool wasRegistered = change.kind == ChangeKind.Register;
            _applyStatus(change.id, wasRegistered ? ModuleStatus.Retired : change.formerStatus);
        }
    }

    function _restore(uint256 index, Change storage change, Module storage entry) private {
        IXaiProxy(entry.proxy).upgradeToAndCall(change.formerImplementation, "");
        _refresh(change.id, change.formerAuditHash);
        Snapshot storage snapshot = _registry().snapshots[index];
        for (uint256 i = 0; i < snapshot.keys.length; ++i) {
            try IModuleParameters(entry.proxy).setParameter(snapshot.keys[i], snapshot.values[i]) {}
            catch {
                emit ParametersNotRestored(change.id);
            }
        }
        emit ModuleRolledBack(change.id, change.implementation, change.formerImplementation);
    }

    function _audited(bytes32 codeHash) private view returns (bytes32) {
        if (!IAuditorRegistry(Predeploys.AUDITORS).isAttested(codeHash)) revert NotAudited(codeHash);
        return IAuditorRegistry(Predeploys.AUDITORS).auditHash(codeHash);
    }

    function _change(bytes32 id, ChangeKind kind) private view returns (Change memory change) {
        change.id = id;
        change.kind = kind;
        change.formerStatus = change.status = _registry().modules[id].status;
        (change.blockNumber, change.timestamp) = (uint64(block.number), uint64(block.timestamp));
    }

    function _record(Change memory change) private returns (uint256 index) {
        RegistryStorage storage $ = _registry();
        index = $.journal.length;
        $.journal.push(change);
        if (change.id != 0) $.changesOf[change.id].push(index);
    }

    function _setLimits(uint32 faultLimit_, uint64 hookGasLimit_) private {
        if (faultLimit_ == 0 || hookGasLimit_ < 100_000 || hookGasLimit_ > 30_000_000) {
            revert BadLimits(faultLimit_, hookGasLimit_);
        }
        RegistryStorage storage $ = _registry();
        ($.faultLimit, $.hookGasLimit) = (faultLimit_, hookGasLimit_);
        emit LimitsChanged(faultLimit_, hookGasLimit_);
    }

    function _packedLimits() private view returns (uint256) {
        RegistryStorage storage $ = _registry();
        return (uint256($.faultLimit) << 64) | $.hookGasLimit;
    }

    function _known(bytes32 id) private view returns (Module storage entry) {
        entry = _registry().modules[id];
        if (entry.status == ModuleStatus.None) revert UnknownModule(id);
    }

    function _registry() private pure returns (RegistryStorage storage $) {
        assembly {
            $.slot := REGISTRY_STORAGE
        }
    }
}
