// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {GovernorUpgradeable} from "@openzeppelin/contracts-upgradeable/governance/GovernorUpgradeable.sol";
import {TimelockControllerUpgradeable} from
    "@openzeppelin/contracts-upgradeable/governance/TimelockControllerUpgradeable.sol";
import {GovernorCountingSimpleUpgradeable} from
    "@openzeppelin/contracts-upgradeable/governance/extensions/GovernorCountingSimpleUpgradeable.sol";
import {GovernorPreventLateQuorumUpgradeable} from
    "@openzeppelin/contracts-upgradeable/governance/extensions/GovernorPreventLateQuorumUpgradeable.sol";
import {GovernorSettingsUpgradeable} from
    "@openzeppelin/contracts-upgradeable/governance/extensions/GovernorSettingsUpgradeable.sol";
import {GovernorStorageUpgradeable} from
    "@openzeppelin/contracts-upgradeable/governance/extensions/GovernorStorageUpgradeable.sol";
import {GovernorTimelockControlUpgradeable} from
    "@openzeppelin/contracts-upgradeable/governance/extensions/GovernorTimelockControlUpgradeable.sol";
import {GovernorVotesUpgradeable} from
    "@openzeppelin/contracts-upgradeable/governance/extensions/GovernorVotesUpgradeable.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {IAuditorRegistry} from "./IAuditorRegistry.sol";
import {IProposalJournal} from "./IProposalJournal.sol";
import {IXaiModule, ModuleMetadata} from "./IXaiModule.sol";
import {Predeploys} from "./Predeploys.sol";
import {XaiHooks} from "./XaiHooks.sol";

/// Where a proposal stands.
enum XaiState {
    Pending,
    Active,
    /// won, and waits for audits or for somebody to queue it
    Succeeded,
    /// won, puts code in place, and all of it is audited
    Audited,
    Queued,
    Executed,
    Defeated,
    Cancelled,
    Expired,
    RolledBack
}

/// Times in seconds.
struct XaiSettings {
    /// votes for and abstentions that a proposal needs, in basis points of all votes
    uint16 quorum;
    /// the most that one voter counts, in basis points of all votes
    uint16 voteCap;
    /// within which a proposal that won is queued
    uint32 queuePeriod;
    /// within which it is executed once its timelock has run out
    uint32 gracePeriod;
    /// within which it can be rolled back once it was executed
    uint32 rollbackWindow;
}

/// OpenZeppelin's governor over staked votes, with what XAI adds: audits before code, a cap for each voter, expiry, and
/// rolling back what a proposal did to the registry and to the parameters.
contract XaiGovernor is
    GovernorUpgradeable,
    GovernorSettingsUpgradeable,
    GovernorCountingSimpleUpgradeable,
    GovernorStorageUpgradeable,
    GovernorVotesUpgradeable,
    GovernorPreventLateQuorumUpgradeable,
    GovernorTimelockControlUpgradeable,
    XaiHooks
{
    using Checkpoints for Checkpoints.Trace208;

    /// @custom:storage-location erc7201:xai.storage.XaiGovernor
    struct XaiGovernorStorage {
        XaiSettings settings;
        /// quorum << 16 | voteCap by time, so that a vote counts under the shares of its snapshot
        Checkpoints.Trace208 shares;
        mapping(uint256 proposalId => bool) expired;
    }

    // keccak256(abi.encode(uint256(keccak256("xai.storage.XaiGovernor")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant XAI_GOVERNOR_STORAGE = 0x00da9aadc65068ede2b6a8db64dc4822e08b1c8cac19b2e137143651ec69bd00;

    uint256 public constant MAXIMUM_ACTIONS = 32;
    /// bytes of a description, and of the data of all actions together
    uint256 public constant MAXIMUM_BYTES = 65_536;
    uint256 private constant BASIS_POINTS = 10_000;

    event XaiSettingsChanged(XaiSettings settings);
    event ProposalExpired(uint256 proposalId);
    event ProposalRolledBack(uint256 proposalId, address caller);

    error ProposalTooLarge();
    error ActionWithoutContract(address target);
    error NotAudited(uint256 proposalId, bytes32 codeHash);
    error NotExpired(uint256 proposalId);
    error NotEntitledToRollBack(address caller);
    error BadSettings();

    constructor() {
        _disableInitializers();
    }

    /// `late`: the least time to vote after a quorum is reached. Times in seconds.
    function initialize(
        uint48 delay,
        uint32 period,
        uint256 threshold,
        uint48 late,
        XaiSettings calldata settings
    ) external initializer {
        __Governor_init("XaiGovernor");
        __GovernorSettings_init(delay, period, threshold);
        __GovernorVotes_init(IVotes(Predeploys.STAKING));
        __GovernorPreventLateQuorum_init(late);
        __GovernorTimelockControl_init(TimelockControllerUpgradeable(payable(Predeploys.TIMELOCK)));
        _setXaiSettings(settings);
    }

    /// @inheritdoc IXaiModule
    function moduleMetadata() external pure returns (ModuleMetadata memory) {
        return ModuleMetadata("XaiGovernor", "1.0.0", 0, 0, 0, 0, 0);
    }

    // States

    /// Every state that XAI knows, also those that OpenZeppelin's enumeration has no name for.
    function xaiState(uint256 proposalId) external view returns (XaiState) {
        ProposalState known = state(proposalId);
        if (known == ProposalState.Executed) {
            return IProposalJournal(Predeploys.REGISTRY).isRolledBack(proposalId) ? XaiState.RolledBack : XaiState.Executed;
        }
        if (known == ProposalState.Succeeded) {
            (bytes32[] memory codeHashes, uint256 missing) = _audits(proposalId);
            return codeHashes.length > 0 && missing == codeHashes.length ? XaiState.Audited : XaiState.Succeeded;
        }
        if (known == ProposalState.Pending) return XaiState.Pending;
        if (known == ProposalState.Active) return XaiState.Active;
        if (known == ProposalState.Queued) return XaiState.Queued;
        if (known == ProposalState.Defeated) return XaiState.Defeated;
        return known == ProposalState.Expired ? XaiState.Expired : XaiState.Cancelled;
    }

    function state(uint256 proposalId)
        public
        view
        override(GovernorUpgradeable, GovernorTimelockControlUpgradeable)
        returns (ProposalState)
    {
        XaiGovernorStorage storage $ = _xai();
        if ($.expired[proposalId]) return ProposalState.Expired;
        ProposalState known = super.state(proposalId);
        bool isLate = known == ProposalState.Succeeded
            ? clock() > proposalDeadline(proposalId) + $.settings.queuePeriod
            : known == ProposalState.Queued && block.timestamp > proposalEta(proposalId) + $.settings.gracePeriod;
        return isLate ? ProposalState.Expired : known;
    }

    /// Hashes of the code that a proposal puts in place; each needs its attestations.
    function codeHashesOf(uint256 proposalId) external view returns (bytes32[] memory codeHashes) {
        (codeHashes,) = _audits(proposalId);
    }

    // Beside voting

    /// Marks a proposal whose time has run out and takes it from the timelock; anybody may.
    function expire(uint256 proposalId) external {
        XaiGovernorStorage storage $ = _xai();
        if ($.expired[proposalId] || state(proposalId) != ProposalState.Expired) revert NotExpired(proposalId);
        $.expired[proposalId] = true;
        emit ProposalExpired(proposalId);
        if (proposalEta(proposalId) == 0) return;
        (address[] memory targets, uint256[] memory values, bytes[] memory calldatas, bytes32 descriptionHash) =
            proposalDetails(proposalId);
        TimelockControllerUpgradeable executor = TimelockControllerUpgradeable(payable(_executor()));
        bytes32 salt = bytes20(address(this)) ^ descriptionHash;
        executor.cancel(executor.hashOperationBatch(targets, values, calldatas, 0, salt));
    }

    /// Takes back what an executed proposal did to the registry and to the parameters, the last first. By another
    /// proposal, or by anybody once enough auditors object.
    function rollBack(uint256 proposalId) external {
        bool isEntitled =
            msg.sender == _executor() || IAuditorRegistry(Predeploys.AUDITORS).isObjectedTo(proposalId);
        if (!isEntitled) revert NotEntitledToRollBack(msg.sender);
        emit ProposalRolledBack(proposalId, msg.sender);
        IProposalJournal(Predeploys.REGISTRY).rollBack(proposalId, _xai().settings.rollbackWindow);
    }

    // Settings

    function xaiSettings() external view returns (XaiSettings memory) {
        return _xai().settings;
    }

    function setXaiSettings(XaiSettings calldata settings) external onlyGovernance {
        _setXaiSettings(settings);
    }

    /// Votes that a proposal with this snapshot needs.
    function quorum(uint256 timepoint) public view override returns (uint256) {
        return (token().getPastTotalSupply(timepoint) * quorumNumerator(timepoint)) / BASIS_POINTS;
    }

    /// As OpenZeppelin's governors tell their quorum.
    function quorumNumerator(uint256 timepoint) public view returns (uint256) {
        return _sharesAt(timepoint) >> 16;
    }

    function quorumNumerator() external view returns (uint256) {
        return _xai().settings.quorum;
    }

    function quorumDenominator() external pure returns (uint256) {
        return BASIS_POINTS;
    }

    function votingDelay() public view override(GovernorUpgradeable, GovernorSettingsUpgradeable) returns (uint256) {
        return super.votingDelay();
    }

    function votingPeriod() public view override(GovernorUpgradeable, GovernorSettingsUpgradeable) returns (uint256) {
        return super.votingPeriod();
    }

    function proposalThreshold()
        public
        view
        override(GovernorUpgradeable, GovernorSettingsUpgradeable)
        returns (uint256)
    {
        return super.proposalThreshold();
    }

    function proposalDeadline(uint256 proposalId)
        public
        view
        override(GovernorUpgradeable, GovernorPreventLateQuorumUpgradeable)
        returns (uint256)
    {
        return super.proposalDeadline(proposalId);
    }

    function proposalNeedsQueuing(uint256 proposalId)
        public
        view
        override(GovernorUpgradeable, GovernorTimelockControlUpgradeable)
        returns (bool)
    {
        return super.proposalNeedsQueuing(proposalId);
    }

    // What others hold stays with them: the timelock is who acts

    receive() external payable override {
        revert GovernorDisabledDeposit();
    }

    function onERC721Received(address, address, uint256, bytes memory) public pure override returns (bytes4) {
        revert GovernorDisabledDeposit();
    }

    function onERC1155Received(address, address, uint256, uint256, bytes memory)
        public
        pure
        override
        returns (bytes4)
    {
        revert GovernorDisabledDeposit();
    }

    function onERC1155BatchReceived(address, address, uint256[] memory, uint256[] memory, bytes memory)
        public
        pure
        override
        returns (bytes4)
    {
        revert GovernorDisabledDeposit();
    }

    /// Nothing is ever sent to the governor, so nothing has to be sent on.
    function relay(address, uint256, bytes calldata) public payable override onlyGovernance {
        revert GovernorDisabledDeposit();
    }

    // Inside

    function _propose(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description,
        address proposer
    ) internal override(GovernorUpgradeable, GovernorStorageUpgradeable) returns (uint256) {
        uint256 size = bytes(description).length;
        for (uint256 i = 0; i < calldatas.length; ++i) size += calldatas[i].length;
        if (targets.length > MAXIMUM_ACTIONS || size > MAXIMUM_BYTES) revert ProposalTooLarge();
        if (targets.length == calldatas.length) {
            for (uint256 i = 0; i < targets.length; ++i) {
                // A call with data to no contract would succeed and do nothing.
                if (calldatas[i].length > 0 && targets[i].code.length == 0) revert ActionWithoutContract(targets[i]);
            }
        }
        return super._propose(targets, values, calldatas, description, proposer);
    }

    /// Who proposed may think better of it until the vote is over; holders may at any time, by another proposal.
    function _validateCancel(uint256 proposalId, address caller) internal view override returns (bool) {
        if (caller == _executor()) return true;
        ProposalState known = state(proposalId);
        bool isOpen = known == ProposalState.Pending || known == ProposalState.Active;
        return isOpen && caller == proposalProposer(proposalId);
    }

    function _getVotes(address account, uint256 timepoint, bytes memory params)
        internal
        view
        override(GovernorUpgradeable, GovernorVotesUpgradeable)
        returns (uint256)
    {
        uint256 votes = super._getVotes(account, timepoint, params);
        uint256 cap = (token().getPastTotalSupply(timepoint) * uint16(_sharesAt(timepoint))) / BASIS_POINTS;
        return votes < cap ? votes : cap;
    }

    function _tallyUpdated(uint256 proposalId)
        internal
        override(GovernorUpgradeable, GovernorPreventLateQuorumUpgradeable)
    {
        super._tallyUpdated(proposalId);
    }

    function _queueOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(GovernorUpgradeable, GovernorTimelockControlUpgradeable) returns (uint48) {
        (bytes32[] memory codeHashes, uint256 missing) = _audits(proposalId);
        if (missing < codeHashes.length) revert NotAudited(proposalId, codeHashes[missing]);
        return super._queueOperations(proposalId, targets, values, calldatas, descriptionHash);
    }

    function _executeOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(GovernorUpgradeable, GovernorTimelockControlUpgradeable) {
        IProposalJournal(Predeploys.REGISTRY).beginProposal(proposalId);
        super._executeOperations(proposalId, targets, values, calldatas, descriptionHash);
        IProposalJournal(Predeploys.REGISTRY).endProposal(proposalId);
    }

    function _cancel(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(GovernorUpgradeable, GovernorTimelockControlUpgradeable) returns (uint256) {
        return super._cancel(targets, values, calldatas, descriptionHash);
    }

    function _executor()
        internal
        view
        override(GovernorUpgradeable, GovernorTimelockControlUpgradeable)
        returns (address)
    {
        return super._executor();
    }

    /// The code hashes that a proposal puts in place, and the place of the first that is not audited.
    function _audits(uint256 proposalId) private view returns (bytes32[] memory codeHashes, uint256 missing) {
        (address[] memory targets,, bytes[] memory calldatas,) = proposalDetails(proposalId);
        return IAuditorRegistry(Predeploys.AUDITORS).auditsOf(targets, calldatas);
    }

    function _setXaiSettings(XaiSettings calldata settings) private {
        bool isBad = settings.voteCap == 0 || settings.voteCap > BASIS_POINTS || settings.quorum > BASIS_POINTS
            || settings.queuePeriod == 0 || settings.gracePeriod == 0;
        if (isBad) revert BadSettings();
        XaiGovernorStorage storage $ = _xai();
        $.settings = settings;
        $.shares.push(clock(), (uint208(settings.quorum) << 16) | settings.voteCap);
        emit XaiSettingsChanged(settings);
    }

    function _sharesAt(uint256 timepoint) private view returns (uint256) {
        return _xai().shares.upperLookupRecent(uint48(timepoint));
    }

    function _xai() private pure returns (XaiGovernorStorage storage $) {
        assembly {
            $.slot := XAI_GOVERNOR_STORAGE
        }
    }
}
