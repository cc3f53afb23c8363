// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IStakeHistory} from "./IStakeHistory.sol";
import {BlockContext, BlockResult, ModuleMetadata} from "./IXaiModule.sol";
import {Predeploys} from "./Predeploys.sol";
import {XaiModule} from "./XaiModule.sol";

/// Splits what block making captures, tips and reported bundles, among the block's producer, stakers and the treasury.
///
/// The protocol credits a block's tips (and its base fees, when they are not burned) to this contract and then calls
/// {onBlockEnd}; searchers pay for bundles by {reportBundle}. Nobody is paid in a hook but the treasury: producers and
/// stakers collect. The stakers' part is gathered for an epoch of some blocks and divided by the stakes that stood before
/// the epoch began. Who has less at its end is paid for that, and the rest is the treasury's: stake that comes for a block,
/// at whichever end of an epoch, earns nothing.
contract FeeDistributor is XaiModule, ReentrancyGuard {
    /// A closed epoch's reward and whom it belongs to.
    struct Epoch {
        /// between these times of the staking module's clock stake must have stood
        uint48 opened;
        uint48 closed;
        /// wei for all stakers
        uint128 reward;
        /// wei of all stake when it opened
        uint256 stake;
    }

    bytes32 public constant STAKER_SHARE = "stakerShare";
    bytes32 public constant TREASURY_SHARE = "treasuryShare";
    bytes32 public constant EPOCH_BLOCKS = "epochBlocks";

    uint256 private constant BASIS_POINTS = 10_000;
    /// what the treasury may use to take its part inside a hook
    uint256 private constant TREASURY_GAS = 60_000;

    /// wei that producers may collect
    mapping(address producer => uint256) public producerCredit;
    /// the first epoch that an account has not collected yet
    mapping(address account => uint256) public nextEpoch;
    Epoch[] private _epochs;
    uint256 private _producersOwed;
    uint256 private _stakersOwed;
    /// wei that the treasury may take
    uint256 public treasuryCredit;
    /// wei for stakers, gathered in the open epoch
    uint256 public gathered;
    uint48 private _openTimepoint;
    uint64 private _openedAt;

    event BundleReported(bytes32 indexed bundle, address indexed searcher, address indexed producer, uint256 value);
    event FeesDistributed(
        address indexed producer,
        uint256 tips,
        uint256 baseFees,
        uint256 toProducer,
        uint256 toStakers,
        uint256 toTreasury
    );
    event EpochClosed(uint256 indexed epoch, uint256 opened, uint256 closed, uint256 reward, uint256 stake);
    event RewardClaimed(
        address indexed account, uint256 amount, uint256 forfeited, uint256 firstEpoch, uint256 lastEpoch
    );
    event ProducerPaid(address indexed producer, uint256 amount);
    event TreasuryPaid(uint256 amount);

    error NothingReported();
    error NothingToClaim(address account);
    error SharesBeyondWhole(uint256 basisPoints);

    /// Shares in basis points; what they leave is the producer's.
    function initialize(uint256 stakerShare, uint256 treasuryShare, uint256 epochBlocks) external initializer {
        if (stakerShare + treasuryShare > BASIS_POINTS) revert SharesBeyondWhole(stakerShare + treasuryShare);
        _defineParameter(STAKER_SHARE, stakerShare, 0, BASIS_POINTS);
        _defineParameter(TREASURY_SHARE, treasuryShare, 0, BASIS_POINTS);
        _defineParameter(EPOCH_BLOCKS, epochBlocks, 1, 1_000_000);
    }

    function moduleMetadata() external pure returns (ModuleMetadata memory metadata) {
        (metadata.name, metadata.version) = ("FeeDistributor", "1.0.0");
        (metadata.hooks, metadata.order, metadata.endGas) = (4, 100, 400_000);
    }

    /// Accounts for what the protocol has credited since the last time. It trusts the balance, not the figures: with
    /// redistribution off nothing was credited and nothing is split. What is neither tip nor bundle is the treasury's:
    /// base fees, and what somebody sent without being asked.
    function onBlockEnd(BlockContext calldata context, BlockResult calldata result) external override onlySystem {
        uint256 captured = _unaccounted();
        bool closed = _closeEpoch();
        if (captured != 0) {
            uint256 tips = Math.min(result.tips, captured);
            _split(context.producer, tips, captured - tips);
        }
        if (closed) _payTreasury();
    }

    /// A searcher pays the block's producer, stakers and treasury for a bundle.
    function reportBundle(bytes32 bundle) external payable {
        if (msg.value == 0) revert NothingReported();
        _closeEpoch();
        emit BundleReported(bundle, msg.sender, block.coinbase, msg.value);
        _split(block.coinbase, msg.value, 0);
    }

    /// Pays an account its rewards of at most `most` closed epochs, and the treasury what the account forfeited by leaving
    /// early; anyone may ask for it.
    function claim(address account, uint256 most) external nonReentrant returns (uint256 amount) {
        _closeEpoch();
        uint256 first = nextEpoch[account];
        uint256 forfeited;
        uint256 end;
        (amount, forfeited, end) = _rewards(account, first, most);
        if (end == first) revert NothingToClaim(account);
        nextEpoch[account] = end;
        _stakersOwed -= amount + forfeited;
        treasuryCredit += forfeited;
        emit RewardClaimed(account, amount, forfeited, first, end - 1);
        if (amount != 0) Address.sendValue(payable(account), amount);
    }

    /// Pays a producer what its blocks have earned; anyone may ask for it.
    function claimProducer(address producer) external nonReentrant {
        uint256 amount = producerCredit[producer];
        if (amount == 0) revert NothingToClaim(producer);
        producerCredit[producer] = 0;
        _producersOwed -= amount;
        emit ProducerPaid(producer, amount);
        Address.sendValue(payable(producer), amount);
    }

    /// Pays the treasury; anyone may ask for it. It happens by itself whenever an epoch closes.
    function payTreasury() external nonReentrant {
        _closeEpoch();
        _payTreasury();
    }

    // Views

    /// Wei that {claim} would pay, and how many epochs are closed and not yet collected. An epoch that is over but not
    /// closed is not counted.
    function claimable(address account, uint256 most) external view returns (uint256 amount, uint256 waiting) {
        uint256 first = nextEpoch[account];
        (amount,,) = _rewards(account, first, most);
        waiting = _epochs.length - first;
    }

    function epochCount() external view returns (uint256) {
        return _epochs.length;
    }

    function epoch(uint256 index) external view returns (Epoch memory) {
        return _epochs[index];
    }

    /// Wei that producers, stakers (open epoch included) and the treasury have a claim on.
    function owed() external view returns (uint256 producers, uint256 stakers, uint256 treasury) {
        return (_producersOwed, _stakersOwed + gathered, treasuryCredit);
    }

    /// Basis points of the producer, the stakers and the treasury.
    function shares() public view returns (uint256 producer, uint256 stakers, uint256 treasury) {
        stakers = _parameter(STAKER_SHARE);
        treasury = _parameter(TREASURY_SHARE);
        producer = BASIS_POINTS - stakers - treasury;
    }

    function _checkParameter(bytes32 key, uint256 value) internal view override {
        uint256 sum = value;
        if (key == STAKER_SHARE) sum += _parameter(TREASURY_SHARE);
        else if (key == TREASURY_SHARE) sum += _parameter(STAKER_SHARE);
        else return;
        if (sum > BASIS_POINTS) revert SharesBeyondWhole(sum);
    }

    function _split(address producer, uint256 captured, uint256 others) private {
        (, uint256 stakerShare, uint256 treasuryShare) = shares();
        uint256 toStakers = Math.mulDiv(captured, stakerShare, BASIS_POINTS);
        uint256 toTreasury = Math.mulDiv(captured, treasuryShare, BASIS_POINTS);
        uint256 toProducer = captured - toStakers - toTreasury;
        toTreasury += others;
        if (toProducer != 0) {
            producerCredit[producer] += toProducer;
            _producersOwed += toProducer;
        }
        gathered += toStakers;
        treasuryCredit += toTreasury;
        emit FeesDistributed(producer, captured, others, toProducer, toStakers, toTreasury);
    }

    /// Closes the open epoch when its blocks are over and opens the next. Without stake the gathered part waits.
    function _closeEpoch() private returns (bool) {
        if (block.number < _openedAt + _parameter(EPOCH_BLOCKS)) return false;
        IStakeHistory staking = IStakeHistory(Predeploys.STAKING);
        uint48 now_ = staking.clock();
        if (now_ == 0) return false;
        uint256 reward = gathered;
        if (reward != 0) {
            uint256 stake = staking.getPastTotalSupply(_openTimepoint);
            if (stake != 0) {
                // All XAI there will ever be is below 2^87 wei.
                _epochs.push(Epoch(_openTimepoint, now_ - 1, uint128(reward), stake));
                _stakersOwed += reward;
                gathered = 0;
                emit EpochClosed(_epochs.length - 1, _openTimepoint, now_ - 1, reward, stake);
            }
        }
        (_openTimepoint, _openedAt) = (now_ - 1, uint64(block.number));
        return true;
    }

    function _rewards(address account, uint256 first, uint256 most)
        private
        view
        returns (uint256 amount, uint256 forfeited, uint256 end)
    {
        uint256 count = _epochs.length;
        end = most < count - first ? first + most : count;
        for (uint256 i = first; i < end; ++i) {
            (uint256 earned, uint256 lost) = _reward(account, _epochs[i]);
            amount += earned;
            forfeited += lost;
        }
    }

    function _reward(address account, Epoch memory one) private view returns (uint256 earned, uint256 lost) {
        IStakeHistory staking = IStakeHistory(Predeploys.STAKING);
        uint256 stake = staking.getPastBalanceOf(account, one.opened);
        if (stake == 0) return (0, 0);
        uint256 kept = Math.min(stake, staking.getPastBalanceOf(account, one.closed));
        earned = Math.mulDiv(one.reward, kept, one.stake);
        lost = Math.mulDiv(one.reward, stake, one.stake) - earned;
    }

    /// The treasury is a module too and may be replaced by a faulty one: its part then waits here.
    function _payTreasury() private {
        uint256 amount = treasuryCredit;
        if (amount == 0) return;
        treasuryCredit = 0;
        (bool paid,) = Predeploys.TREASURY.call{value: amount, gas: TREASURY_GAS}("");
        if (paid) emit TreasuryPaid(amount);
        else treasuryCredit = amount;
    }

    /// Wei of the balance that nobody has a claim on yet.
    function _unaccounted() private view returns (uint256) {
        return address(this).balance - _producersOwed - _stakersOwed - gathered - treasuryCredit;
    }
}
