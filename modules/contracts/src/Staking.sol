// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {VotesExtendedUpgradeable} from
    "@openzeppelin/contracts-upgradeable/governance/utils/VotesExtendedUpgradeable.sol";
import {VotesUpgradeable} from "@openzeppelin/contracts-upgradeable/governance/utils/VotesUpgradeable.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {IXaiModule, ModuleMetadata} from "./IXaiModule.sol";
import {XaiModule} from "./XaiModule.sol";

/// Locks XAI and gives one vote for each wei of it. Votes cannot be transferred, only delegated; what is unlocked loses its
/// votes at once and its owner gets it after a delay, so that nobody votes with coins borrowed for one transaction.
contract Staking is XaiModule, VotesExtendedUpgradeable {
    /// Coins on their way out.
    struct Unlock {
        /// wei
        uint208 amount;
        /// seconds
        uint48 releaseAt;
    }

    /// @custom:storage-location erc7201:xai.storage.Staking
    struct StakingStorage {
        /// wei
        mapping(address account => uint256) staked;
        mapping(address account => Unlock[]) unlocks;
    }

    // keccak256(abi.encode(uint256(keccak256("xai.storage.Staking")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STAKING_STORAGE = 0xe43689f73e25d49a72aaa333b5307e995717215f84011d1c174fb5bf3f261600;

    /// Of the parameters: seconds from unlock to claim.
    bytes32 public constant UNLOCK_DELAY = "unlockDelay";
    /// Unlocks of one account that may wait at a time.
    uint256 public constant MAXIMUM_UNLOCKS = 32;

    event Locked(address indexed account, uint256 amount);
    event UnlockStarted(address indexed account, uint256 amount, uint256 releaseAt);
    event Claimed(address indexed account, uint256 amount);

    error NothingToLock();
    error NotEnoughStake(address account, uint256 staked, uint256 wanted);
    error TooManyUnlocks(address account);
    error NothingToClaim(address account);

    function initialize(uint256 unlockDelay) external initializer {
        __EIP712_init("XAI Staking", "1");
        _defineParameter(UNLOCK_DELAY, unlockDelay, 1, 365 days);
    }

    /// @inheritdoc IXaiModule
    function moduleMetadata() external pure returns (ModuleMetadata memory) {
        return ModuleMetadata("Staking", "1.0.0", 0, 0, 0, 0, 0);
    }

    /// Locks the value sent. Who has never delegated votes for themselves.
    function lock() external payable {
        if (msg.value == 0) revert NothingToLock();
        // Delegating moves the units held before: the new ones must not be among them yet, or they would count twice.
        if (delegates(msg.sender) == address(0)) _delegate(msg.sender, msg.sender);
        _staking().staked[msg.sender] += msg.value;
        _transferVotingUnits(address(0), msg.sender, msg.value);
        emit Locked(msg.sender, msg.value);
    }

    /// Takes `amount` wei out of the stake; its votes end now and it can be claimed after the delay.
    function unlock(uint256 amount) external {
        StakingStorage storage $ = _staking();
        uint256 held = $.staked[msg.sender];
        if (amount == 0 || amount > held) revert NotEnoughStake(msg.sender, held, amount);
        Unlock[] storage waiting = $.unlocks[msg.sender];
        if (waiting.length >= MAXIMUM_UNLOCKS) revert TooManyUnlocks(msg.sender);
        $.staked[msg.sender] = held - amount;
        _transferVotingUnits(msg.sender, address(0), amount);
        uint256 releaseAt = block.timestamp + _parameter(UNLOCK_DELAY);
        // Votes.sol has refused more than 208 bits at the lock.
        waiting.push(Unlock(uint208(amount), uint48(releaseAt)));
        emit UnlockStarted(msg.sender, amount, releaseAt);
    }

    /// Pays out what has waited long enough.
    function claim() external returns (uint256 amount) {
        Unlock[] storage waiting = _staking().unlocks[msg.sender];
        for (uint256 i = waiting.length; i > 0; --i) {
            Unlock memory entry = waiting[i - 1];
            if (entry.releaseAt > block.timestamp) continue;
            amount += entry.amount;
            waiting[i - 1] = waiting[waiting.length - 1];
            waiting.pop();
        }
        if (amount == 0) revert NothingToClaim(msg.sender);
        emit Claimed(msg.sender, amount);
        Address.sendValue(payable(msg.sender), amount);
    }

    /// wei of own stake, whoever votes with it
    function balanceOf(address account) external view returns (uint256) {
        return _staking().staked[account];
    }

    /// wei locked by all
    function totalSupply() external view returns (uint256) {
        return _getTotalSupply();
    }

    /// What an account has on its way out.
    function unlocksOf(address account) external view returns (Unlock[] memory) {
        return _staking().unlocks[account];
    }

    /// Chain time in seconds (ERC-6372).
    function clock() public view override returns (uint48) {
        return uint48(block.timestamp);
    }

    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=timestamp";
    }

    function _getVotingUnits(address account) internal view override returns (uint256) {
        return _staking().staked[account];
    }

    function _staking() private pure returns (StakingStorage storage $) {
        assembly {
            $.slot := STAKING_STORAGE
        }
    }
}
