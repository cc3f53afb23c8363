// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {FeeDistributor} from "../src/FeeDistributor.sol";
import {IStakeHistory} from "../src/IStakeHistory.sol";
import {BlockContext, BlockResult} from "../src/IXaiModule.sol";
import {Predeploys} from "../src/Predeploys.sol";
import {XaiHooks} from "../src/XaiHooks.sol";
import {Behind} from "./support/Behind.sol";
import {bound, vm} from "./support/Vm.sol";

/// A staking module's history and nothing else.
contract StakeBook is IStakeHistory {
    using Checkpoints for Checkpoints.Trace208;

    mapping(address => Checkpoints.Trace208) private _stakes;
    Checkpoints.Trace208 private _total;

    error FutureLookup();

    function set(address account, uint208 stake) external {
        uint208 former = _stakes[account].latest();
        _stakes[account].push(clock(), stake);
        _total.push(clock(), _total.latest() + stake - former);
    }

    function clock() public view returns (uint48) {
        return uint48(block.timestamp);
    }

    function getPastBalanceOf(address account, uint256 timepoint) external view returns (uint256) {
        if (timepoint >= clock()) revert FutureLookup();
        return _stakes[account].upperLookupRecent(uint48(timepoint));
    }

    function getPastTotalSupply(uint256 timepoint) external view returns (uint256) {
        if (timepoint >= clock()) revert FutureLookup();
        return _total.upperLookupRecent(uint48(timepoint));
    }
}

contract Closed {
    receive() external payable {
        revert("closed");
    }
}

/// Claims once more while it is paid.
contract Grabber {
    receive() external payable {
        FeeDistributor(msg.sender).claim(address(this), 10);
    }
}

/// A treasury that burns all gas it gets.
contract Burner {
    receive() external payable {
        while (true) {}
    }
}

contract FeeDistributorTest {
    FeeDistributor constant fees = FeeDistributor(Predeploys.FEE_DISTRIBUTOR);
    StakeBook constant stakes = StakeBook(Predeploys.STAKING);
    address constant PRODUCER = address(0xb10c);
    address constant ANN = address(0xa11);
    address constant BOB = address(0xb0b);

    function setUp() public {
        vm.warp(1_700_000_000);
        vm.roll(100);
        vm.etch(Predeploys.STAKING, address(new StakeBook()).code);
        bytes memory start = abi.encodeCall(FeeDistributor.initialize, (5000, 1000, 10));
        Behind.place(Predeploys.FEE_DISTRIBUTOR, address(new FeeDistributor()), start);
        stakes.set(ANN, 300 ether);
        stakes.set(BOB, 100 ether);
        nextBlock();
        vm.coinbase(PRODUCER);
        vm.deal(address(this), 1000 ether);
    }

    function test_onlyTheProtocolCallsTheHook() public {
        BlockContext memory block_;
        BlockResult memory result;
        vm.expectRevert(abi.encodeWithSelector(XaiHooks.NotSystem.selector, address(this)));
        fees.onBlockEnd(block_, result);
    }

    function test_splitsTipsAndGivesBaseFeesToTheTreasury() public {
        endBlock(100 ether, 7 ether, 107 ether);
        vm.assertEq(fees.producerCredit(PRODUCER), 40 ether);
        vm.assertEq(fees.gathered(), 50 ether);
        // The first block also closed the epoch that was open since genesis, before there was anything in it.
        (uint256 producers, uint256 stakers, uint256 treasury) = fees.owed();
        vm.assertEq(producers + stakers + treasury + Predeploys.TREASURY.balance, 107 ether);
        vm.assertEq(Predeploys.TREASURY.balance, 17 ether);
    }

    function test_splitsNothingThatWasNotCredited() public {
        endBlock(100 ether, 7 ether, 0);
        (uint256 producers, uint256 stakers, uint256 treasury) = fees.owed();
        vm.assertEq(producers + stakers + treasury, 0);
    }

    function test_whatAFaultLeftGoesToTheTreasuryLater() public {
        vm.deal(address(fees), 5 ether);
        endBlock(1 ether, 0, 1 ether);
        vm.assertEq(Predeploys.TREASURY.balance, 5.1 ether);
    }

    function test_stakersShareByTheirStakeBeforeTheEpoch() public {
        endBlock(0, 0, 0);
        nextBlock();
        // Comes within the epoch, and with a hundred times as much: earns nothing of it.
        stakes.set(address(this), 40_000 ether);
        endBlock(80 ether, 0, 80 ether);
        closeEpoch();
        vm.assertEq(fees.epochCount(), 1);
        fees.claim(ANN, 10);
        fees.claim(BOB, 10);
        vm.assertEq(ANN.balance, 30 ether);
        vm.assertEq(BOB.balance, 10 ether);
        vm.assertEq(fees.claim(address(this), 10), 0);
        vm.expectRevert(abi.encodeWithSelector(FeeDistributor.NothingToClaim.selector, ANN));
        fees.claim(ANN, 10);
    }

    function test_stakeOfOneBlockEarnsNothing() public {
        endBlock(0, 0, 0);
        nextBlock();
        stakes.set(address(this), 40_000 ether);
        endBlock(80 ether, 0, 80 ether);
        nextBlock();
        stakes.set(address(this), 0);
        closeEpoch();
        (uint256 amount,) = fees.claimable(address(this), 100);
        vm.assertEq(amount, 0);
        (amount,) = fees.claimable(ANN, 100);
        vm.assertEq(amount, 30 ether);
    }

    function test_whoLeavesWithinTheEpochForfeitsToTheTreasury() public {
        // Comes just in time to be counted, and goes at once.
        stakes.set(address(this), 400 ether);
        nextBlock();
        endBlock(0, 0, 0);
        nextBlock();
        stakes.set(address(this), 0);
        stakes.set(ANN, 100 ether);
        endBlock(80 ether, 0, 80 ether);
        closeEpoch();
        uint256 treasury = Predeploys.TREASURY.balance + fees.treasuryCredit();
        vm.assertEq(fees.claim(address(this), 1), 0);
        // 40 for stakers: half would have been this contract's; two thirds of Ann's three eighths as well.
        vm.assertEq(fees.claim(ANN, 1), 5 ether);
        vm.assertEq(fees.claim(BOB, 1), 5 ether);
        vm.assertEq(Predeploys.TREASURY.balance + fees.treasuryCredit() - treasury, 30 ether);
        (, uint256 stakers,) = fees.owed();
        vm.assertEq(stakers, 0);
    }

    function test_withoutStakeThePartWaits() public {
        stakes.set(ANN, 0);
        stakes.set(BOB, 0);
        nextBlock();
        endBlock(0, 0, 0);
        nextBlock();
        endBlock(80 ether, 0, 80 ether);
        closeEpoch();
        vm.assertEq(fees.epochCount(), 0);
        vm.assertEq(fees.gathered(), 40 ether);
        stakes.set(ANN, 1);
        closeEpoch();
        closeEpoch();
        vm.assertEq(fees.epochCount(), 1);
        fees.claim(ANN, 1);
        vm.assertEq(ANN.balance, 40 ether);
    }

    function test_bundlesAreSplitAtOnce() public {
        vm.expectRevert(FeeDistributor.NothingReported.selector);
        fees.reportBundle(bytes32(uint256(1)));
        vm.expectEmit();
        emit FeeDistributor.BundleReported(bytes32(uint256(1)), address(this), PRODUCER, 10 ether);
        fees.reportBundle{value: 10 ether}(bytes32(uint256(1)));
        vm.assertEq(fees.producerCredit(PRODUCER), 4 ether);
        vm.assertEq(fees.gathered(), 5 ether);
        vm.assertEq(fees.treasuryCredit(), 1 ether);
        // The block's end counts the tips only, not the bundle once more.
        endBlock(10 ether, 0, 10 ether);
        vm.assertEq(fees.producerCredit(PRODUCER), 8 ether);
        fees.claimProducer(PRODUCER);
        vm.assertEq(PRODUCER.balance, 8 ether);
        vm.expectRevert(abi.encodeWithSelector(FeeDistributor.NothingToClaim.selector, PRODUCER));
        fees.claimProducer(PRODUCER);
    }

    function test_aTreasuryThatFailsLosesNothingAndStopsNothing() public {
        vm.etch(Predeploys.TREASURY, address(new Closed()).code);
        endBlock(100 ether, 0, 100 ether);
        vm.assertEq(fees.treasuryCredit(), 10 ether);
        vm.etch(Predeploys.TREASURY, address(new Burner()).code);
        closeEpoch();
        vm.assertEq(fees.treasuryCredit(), 10 ether);
        vm.etch(Predeploys.TREASURY, "");
        fees.payTreasury();
        vm.assertEq(Predeploys.TREASURY.balance, 10 ether);
    }

    function test_aClaimCannotBeRepeatedWhilePaid() public {
        Grabber grabber = new Grabber();
        stakes.set(address(grabber), 400 ether);
        nextBlock();
        endBlock(0, 0, 0);
        endBlock(80 ether, 0, 80 ether);
        closeEpoch();
        vm.expectRevert(ReentrancyGuard.ReentrancyGuardReentrantCall.selector);
        fees.claim(address(grabber), 10);
        fees.claim(ANN, 10);
        vm.assertEq(ANN.balance, 15 ether);
    }

    function test_sharesNeverExceedTheWhole() public {
        vm.prank(Predeploys.REGISTRY);
        vm.expectRevert(abi.encodeWithSelector(FeeDistributor.SharesBeyondWhole.selector, 10_001));
        fees.setParameter("stakerShare", 9001);
        vm.prank(Predeploys.REGISTRY);
        fees.setParameter("stakerShare", 9000);
        (uint256 producer, uint256 stakers, uint256 treasury) = fees.shares();
        vm.assertEq(producer, 0);
        vm.assertEq(stakers, 9000);
        vm.assertEq(treasury, 1000);
    }

    function test_staysWithinItsDeclaredGas() public {
        uint256 declared = fees.moduleMetadata().endGas;
        vm.etch(Predeploys.TREASURY, address(new Burner()).code);
        endBlock(100 ether, 1 ether, 101 ether);
        vm.roll(block.number + 10);
        vm.warp(block.timestamp + 10);
        vm.deal(address(fees), address(fees).balance + 1 ether);
        BlockContext memory block_;
        block_.producer = address(0x1234);
        BlockResult memory result = BlockResult(0, 0, 1 ether, 0);
        vm.prank(Predeploys.SYSTEM);
        fees.onBlockEnd{gas: declared}(block_, result);
        vm.assertEq(fees.epochCount(), 1);
    }

    /// Whatever comes in is owed or paid to the wei, and stakers together never get more than their part.
    function testFuzz_everyWeiIsAccountedFor(uint96[6] calldata tips, uint96[6] calldata bundles, uint16 share) public {
        vm.prank(Predeploys.REGISTRY);
        fees.setParameter("stakerShare", bound(share, 1, 9000));
        uint256 total;
        endBlock(0, 0, 0);
        for (uint256 i = 0; i < tips.length; ++i) {
            nextBlock();
            uint256 tip = bound(tips[i], 0, 20 ether);
            uint256 bundle = bound(bundles[i], 1 gwei, 20 ether);
            fees.reportBundle{value: bundle}(bytes32(i));
            endBlock(tip, 0, tip);
            total += tip + bundle;
            closeEpoch();
        }
        (uint256 producers, uint256 stakers, uint256 treasury) = fees.owed();
        vm.assertEq(producers + stakers + treasury + Predeploys.TREASURY.balance, total);
        fees.claim(ANN, 100);
        fees.claim(BOB, 2);
        fees.claim(BOB, 100);
        vm.assertLe(ANN.balance + BOB.balance, stakers);
        // What division leaves is less than a wei for each epoch and staker.
        vm.assertGe(ANN.balance + BOB.balance + 12, stakers);
        fees.claimProducer(PRODUCER);
        (uint256 producersLeft, uint256 left, uint256 treasuryLeft) = fees.owed();
        vm.assertEq(producersLeft, 0);
        vm.assertEq(address(fees).balance, left + treasuryLeft);
    }

    receive() external payable {}

    function endBlock(uint256 tips, uint256 baseFees, uint256 credited) private {
        vm.deal(address(fees), address(fees).balance + credited);
        BlockContext memory block_ = BlockContext(block.number, block.timestamp, PRODUCER, 30_000_000, 1);
        BlockResult memory result = BlockResult(0, 0, tips, baseFees);
        vm.prank(Predeploys.SYSTEM);
        fees.onBlockEnd(block_, result);
    }

    function nextBlock() private {
        vm.roll(block.number + 1);
        vm.warp(block.timestamp + 1);
    }

    function closeEpoch() private {
        vm.roll(block.number + 10);
        vm.warp(block.timestamp + 10);
        endBlock(0, 0, 0);
    }
}
