// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {BlockContext, ModuleMetadata, TransactionContext} from "./IXaiModule.sol";
import {Predeploys} from "./Predeploys.sol";
import {XaiModule} from "./XaiModule.sol";
import {PeriodLimit} from "./libraries/PeriodLimit.sol";

/// Slows a thief down. What one address may send in value in a chain day (the UTC day of the block's timestamp) is
/// limited; a transfer at or above a threshold must be announced and waits for a time lock; a guardian may stop all
/// transfers of value for a bounded time. Transactions without value are never denied, so that governance always works.
///
/// It sees transactions, not the calls that contracts make: XAI that a contract holds is that contract's affair.
contract WithdrawalGuard is XaiModule {
    using PeriodLimit for PeriodLimit.Spent;
    using Strings for uint256;

    struct Announcement {
        uint64 readyAt;
        uint64 expiresAt;
    }

    bytes32 public constant DAILY_LIMIT = "dailyLimit";
    bytes32 public constant LOCK_THRESHOLD = "lockThreshold";
    bytes32 public constant LOCK_TIME = "lockTime";
    bytes32 public constant ANNOUNCEMENT_LIFE = "announcementLife";
    bytes32 public constant PAUSE_TIME = "pauseTime";

    uint256 private constant CHAIN_DAY = 1 days;

    mapping(address sender => PeriodLimit.Spent) private _sent;
    mapping(bytes32 transfer => Announcement) private _announcements;
    /// recipients that nothing is limited to, such as the staking module, which pays back to the sender only
    mapping(address recipient => bool) public exempt;
    address public guardian;
    uint64 public pausedUntil;
    /// until when the guardian may not pause again after a pause
    uint64 public pauseAllowedFrom;

    event TransferAnnounced(
        address indexed from, address indexed to, uint256 value, uint256 readyAt, uint256 expiresAt
    );
    event AnnouncementCancelled(address indexed from, address indexed to, uint256 value);
    event LockedTransferReleased(address indexed from, address indexed to, uint256 value);
    event Paused(address indexed by, uint256 until);
    event Unpaused(address indexed by);
    event GuardianChanged(address indexed former, address indexed guardian);
    event ExemptionChanged(address indexed recipient, bool exempt);

    error BelowThreshold(uint256 value, uint256 threshold);
    error AlreadyAnnounced(uint256 readyAt, uint256 expiresAt);
    error NotAnnounced();
    error NotGuardian(address caller);
    error PauseTooSoon(uint256 allowedFrom);
    error NotPaused();

    /// Amounts in wei, times in seconds.
    function initialize(uint256 dailyLimit, uint256 lockThreshold, uint256 lockTime, address guardian_)
        external
        initializer
    {
        _defineParameter(DAILY_LIMIT, dailyLimit, 1, type(uint128).max);
        _defineParameter(LOCK_THRESHOLD, lockThreshold, 1, type(uint128).max);
        _defineParameter(LOCK_TIME, lockTime, 0, 30 days);
        _defineParameter(ANNOUNCEMENT_LIFE, 1 days, 10 minutes, 30 days);
        _defineParameter(PAUSE_TIME, 3 days, 1, 7 days);
        guardian = guardian_;
        emit GuardianChanged(address(0), guardian_);
        exempt[Predeploys.STAKING] = true;
        emit ExemptionChanged(Predeploys.STAKING, true);
    }

    function moduleMetadata() external pure returns (ModuleMetadata memory metadata) {
        (metadata.name, metadata.version) = ("WithdrawalGuard", "1.0.0");
        (metadata.hooks, metadata.order, metadata.validateGas) = (1, 100, 120_000);
    }

    /// Denies what the limits forbid and counts what they allow. Nothing is written when it denies.
    function validateTransaction(BlockContext calldata, TransactionContext calldata transaction)
        external
        override
        onlySystem
        returns (bool, string memory)
    {
        uint256 value = transaction.value;
        address from = transaction.sender;
        address to = transaction.to;
        if (value == 0 || (!transaction.isCreate && (to == from || exempt[to]))) return (true, "");
        if (block.timestamp < pausedUntil) {
            return _deny("the guardian has paused transfers of value until ", uint256(pausedUntil).toString());
        }
        (bool allowed, uint256 left) = _sent[from].preview(value, _parameter(DAILY_LIMIT), CHAIN_DAY);
        if (!allowed) return _deny("over the daily limit of this address; wei left today: ", left.toString());
        if (value >= _parameter(LOCK_THRESHOLD)) {
            bytes32 key = _key(from, to, value);
            Announcement memory announced = _announcements[key];
            if (announced.readyAt == 0 || block.timestamp > announced.expiresAt) {
                return _deny("this amount must be announced first: announce(to, value) at ", _self());
            }
            if (block.timestamp < announced.readyAt) {
                return _deny("announced, but locked until ", uint256(announced.readyAt).toString());
            }
            delete _announcements[key];
            emit LockedTransferReleased(from, to, value);
        }
        _sent[from].record(value, CHAIN_DAY);
        return (true, "");
    }

    // Senders

    /// Announces one transfer of at least the threshold by the caller; `to` is zero for a contract creation.
    function announce(address to, uint256 value) external {
        uint256 threshold = _parameter(LOCK_THRESHOLD);
        if (value < threshold) revert BelowThreshold(value, threshold);
        Announcement storage announced = _announcements[_key(msg.sender, to, value)];
        if (announced.readyAt != 0 && block.timestamp <= announced.expiresAt) {
            revert AlreadyAnnounced(announced.readyAt, announced.expiresAt);
        }
        announced.readyAt = uint64(block.timestamp + _parameter(LOCK_TIME));
        announced.expiresAt = announced.readyAt + uint64(_parameter(ANNOUNCEMENT_LIFE));
        emit TransferAnnounced(msg.sender, to, value, announced.readyAt, announced.expiresAt);
    }

    /// Takes an announcement back.
    function cancelAnnouncement(address to, uint256 value) external {
        bytes32 key = _key(msg.sender, to, value);
        if (_announcements[key].readyAt == 0) revert NotAnnounced();
        delete _announcements[key];
        emit AnnouncementCancelled(msg.sender, to, value);
    }

    // Guardian and governance

    /// Stops transfers of value for the parameter `pauseTime`. Afterwards as much time must pass before the next pause,
    /// so that a guardian cannot stop the chain for good.
    function pause() external {
        if (msg.sender != guardian) revert NotGuardian(msg.sender);
        if (block.timestamp < pauseAllowedFrom) revert PauseTooSoon(pauseAllowedFrom);
        uint256 time = _parameter(PAUSE_TIME);
        pausedUntil = uint64(block.timestamp + time);
        pauseAllowedFrom = uint64(block.timestamp + 2 * time);
        emit Paused(msg.sender, pausedUntil);
    }

    /// Ends a pause early: the guardian or governance.
    function unpause() external {
        if (msg.sender != guardian) _checkGovernance();
        if (block.timestamp >= pausedUntil) revert NotPaused();
        pausedUntil = uint64(block.timestamp);
        emit Unpaused(msg.sender);
    }

    function setGuardian(address guardian_) external onlyGovernance {
        emit GuardianChanged(guardian, guardian_);
        guardian = guardian_;
    }

    function setExempt(address recipient, bool exempt_) external onlyGovernance {
        exempt[recipient] = exempt_;
        emit ExemptionChanged(recipient, exempt_);
    }

    // Views

    /// Wei that an address has sent today, and may still send.
    function usage(address sender) external view returns (uint256 sent, uint256 left) {
        sent = _sent[sender].usedNow(CHAIN_DAY);
        (, left) = _sent[sender].preview(0, _parameter(DAILY_LIMIT), CHAIN_DAY);
    }

    /// When an announced transfer unlocks and when it lapses (seconds); zeros when there is none.
    function announcement(address from, address to, uint256 value)
        external
        view
        returns (uint256 readyAt, uint256 expiresAt)
    {
        Announcement storage announced = _announcements[_key(from, to, value)];
        return (announced.readyAt, announced.expiresAt);
    }

    function _key(address from, address to, uint256 value) private pure returns (bytes32) {
        return keccak256(abi.encode(from, to, value));
    }

    function _deny(string memory reason, string memory detail) private pure returns (bool, string memory) {
        return (false, string.concat("withdrawal guard: ", reason, detail));
    }

    function _self() private view returns (string memory) {
        return Strings.toHexString(address(this));
    }

    function _checkGovernance() private view onlyGovernance {}
}
