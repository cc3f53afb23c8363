// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Initializable} from "@openzeppelin/contracts-upgradeable/proxy/utils/Initializable.sol";
import {Predeploys} from "../src/Predeploys.sol";
import {Treasury} from "../src/Treasury.sol";
import {XaiModule} from "../src/XaiModule.sol";
import {Behind} from "./support/Behind.sol";
import {bound, vm} from "./support/Vm.sol";

contract Coin is ERC20("Coin", "COIN") {
    constructor(address holder) {
        _mint(holder, 100);
    }
}

/// Takes payments and tries to be paid again while it is.
contract Greedy {
    bytes public again;

    function plan(bytes calldata call) external {
        again = call;
    }

    receive() external payable {
        (bool ok, bytes memory reason) = msg.sender.call(again);
        if (!ok) {
            assembly {
                revert(add(reason, 32), mload(reason))
            }
        }
    }

    function approve(Treasury treasury, uint256 id) external {
        treasury.approvePayment(id);
    }
}

contract TreasuryTest {
    Treasury constant treasury = Treasury(payable(Predeploys.TREASURY));
    address constant ANN = address(0xa);
    address constant BOB = address(0xb);
    address constant CAT = address(0xc);
    address constant PAYEE = address(0xbeef);

    function setUp() public {
        vm.warp(1_700_000_000);
        address[] memory signers = new address[](3);
        (signers[0], signers[1], signers[2]) = (ANN, BOB, CAT);
        bytes memory start = abi.encodeCall(Treasury.initialize, (10 ether, 25 ether, 1 days, signers, 2));
        Behind.place(Predeploys.TREASURY, address(new Treasury()), start);
        vm.deal(address(treasury), 100 ether);
    }

    function test_isInitializedOnce() public {
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        treasury.initialize(1, 1, 1, new address[](0), 0);
        Treasury bare = new Treasury();
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        bare.initialize(1, 1, 1, new address[](0), 0);
    }

    function test_governanceSpends() public {
        vm.expectRevert(abi.encodeWithSelector(XaiModule.NotGovernance.selector, address(this)));
        treasury.spend(PAYEE, 1, "");
        vm.prank(Predeploys.TIMELOCK);
        vm.expectEmit();
        emit Treasury.Spent(PAYEE, 60 ether, "grant");
        treasury.spend(PAYEE, 60 ether, "grant");
        vm.assertEq(PAYEE.balance, 60 ether);
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert(abi.encodeWithSelector(Treasury.BeyondAvailable.selector, 41 ether, 40 ether));
        treasury.spend(PAYEE, 41 ether, "");
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert(Treasury.NothingAtAddressZero.selector);
        treasury.spend(address(0), 1, "");
    }

    function test_governanceSpendsTokens() public {
        Coin coin = new Coin(address(treasury));
        vm.prank(Predeploys.TIMELOCK);
        treasury.spendTokens(coin, PAYEE, 40, "");
        vm.assertEq(coin.balanceOf(PAYEE), 40);
        vm.expectRevert(abi.encodeWithSelector(XaiModule.NotGovernance.selector, address(this)));
        treasury.spendTokens(coin, PAYEE, 40, "");
    }

    function test_signersPayTogether() public {
        uint256 id = propose(ANN, 10 ether);
        vm.prank(ANN);
        vm.expectRevert(abi.encodeWithSelector(Treasury.NotEnoughApprovals.selector, id, 1, 2));
        treasury.executePayment(id);
        vm.prank(ANN);
        vm.expectRevert(abi.encodeWithSelector(Treasury.AlreadyApproved.selector, id, ANN));
        treasury.approvePayment(id);
        vm.prank(PAYEE);
        vm.expectRevert(abi.encodeWithSelector(Treasury.NotSigner.selector, PAYEE));
        treasury.approvePayment(id);
        approve(BOB, id);
        execute(id);
        vm.assertEq(PAYEE.balance, 10 ether);
        vm.prank(CAT);
        vm.expectRevert(abi.encodeWithSelector(Treasury.PaymentClosed.selector, id));
        treasury.executePayment(id);
    }

    function test_aWithdrawnApprovalDoesNotCount() public {
        uint256 id = propose(ANN, 1 ether);
        approve(BOB, id);
        vm.prank(ANN);
        treasury.withdrawApproval(id);
        vm.prank(ANN);
        vm.expectRevert(abi.encodeWithSelector(Treasury.NotEnoughApprovals.selector, id, 1, 2));
        treasury.executePayment(id);
        vm.prank(ANN);
        vm.expectRevert(abi.encodeWithSelector(Treasury.NotApproved.selector, id, ANN));
        treasury.withdrawApproval(id);
    }

    function test_limitsHoldForSigners() public {
        vm.prank(ANN);
        vm.expectRevert(abi.encodeWithSelector(Treasury.BeyondPaymentLimit.selector, 10 ether + 1, 10 ether));
        treasury.proposePayment(PAYEE, 10 ether + 1, "");
        for (uint256 i = 0; i < 2; ++i) approveAndExecute(propose(ANN, 10 ether));
        uint256 third = propose(ANN, 10 ether);
        approve(BOB, third);
        vm.prank(ANN);
        vm.expectRevert(abi.encodeWithSelector(Treasury.BeyondPeriodLimit.selector, 10 ether, 5 ether));
        treasury.executePayment(third);
        vm.warp(block.timestamp + 1 days);
        execute(third);
        vm.assertEq(PAYEE.balance, 30 ether);
    }

    function test_newSignersVoidWhatFormerOnesProposed() public {
        uint256 id = propose(ANN, 1 ether);
        approve(BOB, id);
        address[] memory others = new address[](2);
        (others[0], others[1]) = (ANN, BOB);
        vm.prank(Predeploys.TIMELOCK);
        treasury.setSigners(others, 2);
        vm.prank(ANN);
        vm.expectRevert(abi.encodeWithSelector(Treasury.SignersHaveChanged.selector, id));
        treasury.executePayment(id);
    }

    function test_refusesUnusableSigners() public {
        address[] memory twice = new address[](2);
        (twice[0], twice[1]) = (ANN, ANN);
        refuses(twice, 1);
        refuses(new address[](1), 1);
        twice[1] = BOB;
        refuses(twice, 3);
        refuses(twice, 0);
        refuses(new address[](33), 1);
        vm.expectRevert(abi.encodeWithSelector(XaiModule.NotGovernance.selector, address(this)));
        treasury.setSigners(twice, 1);
    }

    function test_paymentsExpireAndAreCancelled() public {
        uint256 id = propose(ANN, 1 ether);
        approve(BOB, id);
        uint256 expiry = block.timestamp + 14 days;
        vm.warp(expiry + 1);
        vm.prank(ANN);
        vm.expectRevert(abi.encodeWithSelector(Treasury.PaymentExpired.selector, id, expiry));
        treasury.executePayment(id);
        id = propose(ANN, 1 ether);
        vm.prank(BOB);
        vm.expectRevert(abi.encodeWithSelector(XaiModule.NotGovernance.selector, BOB));
        treasury.cancelPayment(id);
        vm.prank(ANN);
        treasury.cancelPayment(id);
        vm.prank(BOB);
        vm.expectRevert(abi.encodeWithSelector(Treasury.PaymentClosed.selector, id));
        treasury.approvePayment(id);
        vm.expectRevert(abi.encodeWithSelector(Treasury.NoSuchPayment.selector, 9));
        treasury.cancelPayment(9);
    }

    function test_aPayeeCannotBePaidTwiceInOneCall() public {
        Greedy greedy = new Greedy();
        address[] memory signers = new address[](2);
        (signers[0], signers[1]) = (ANN, address(greedy));
        vm.prank(Predeploys.TIMELOCK);
        treasury.setSigners(signers, 2);
        vm.prank(ANN);
        uint256 id = treasury.proposePayment(address(greedy), 1 ether, "");
        greedy.approve(treasury, id);
        greedy.plan(abi.encodeCall(Treasury.executePayment, (id)));
        vm.prank(ANN);
        vm.expectRevert(ReentrancyGuard.ReentrancyGuardReentrantCall.selector);
        treasury.executePayment(id);
        vm.assertEq(address(treasury).balance, 100 ether);
    }

    function test_aStreamCannotBeClaimedTwiceInOneCall() public {
        Greedy greedy = new Greedy();
        uint256 id = stream(address(greedy), 10 ether, 0, 100);
        greedy.plan(abi.encodeCall(Treasury.claimStream, (id)));
        vm.warp(block.timestamp + 50);
        vm.expectRevert(ReentrancyGuard.ReentrancyGuardReentrantCall.selector);
        treasury.claimStream(id);
        vm.assertEq(address(treasury).balance, 100 ether);
    }

    function test_aStreamIsSetAside() public {
        stream(PAYEE, 90 ether, 0, 100);
        vm.assertEq(treasury.available(), 10 ether);
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert(abi.encodeWithSelector(Treasury.BeyondAvailable.selector, 11 ether, 10 ether));
        treasury.spend(PAYEE, 11 ether, "");
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert(abi.encodeWithSelector(Treasury.BeyondAvailable.selector, 11 ether, 10 ether));
        treasury.createStream(PAYEE, 11 ether, 0, 0, 1);
    }

    function test_nothingBeforeTheCliff() public {
        uint256 id = stream(PAYEE, 10 ether, 40, 100);
        vm.warp(block.timestamp + 39);
        vm.expectRevert(abi.encodeWithSelector(Treasury.NothingVested.selector, id));
        treasury.claimStream(id);
        vm.warp(block.timestamp + 1);
        treasury.claimStream(id);
        vm.assertEq(PAYEE.balance, 4 ether);
    }

    function test_aCancelledStreamPaysWhatHadVested() public {
        uint256 id = stream(PAYEE, 10 ether, 0, 100);
        vm.warp(block.timestamp + 30);
        vm.expectRevert(abi.encodeWithSelector(XaiModule.NotGovernance.selector, address(this)));
        treasury.cancelStream(id);
        vm.prank(Predeploys.TIMELOCK);
        treasury.cancelStream(id);
        vm.assertEq(treasury.available(), 97 ether);
        vm.warp(block.timestamp + 1000);
        treasury.claimStream(id);
        vm.assertEq(PAYEE.balance, 3 ether);
        vm.assertEq(treasury.reserved(), 0);
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert(abi.encodeWithSelector(Treasury.StreamIsCancelled.selector, id));
        treasury.cancelStream(id);
    }

    function test_aRecipientMovesItsStream() public {
        uint256 id = stream(PAYEE, 10 ether, 0, 100);
        vm.expectRevert(abi.encodeWithSelector(Treasury.NotRecipient.selector, address(this)));
        treasury.moveStream(id, BOB);
        vm.prank(PAYEE);
        treasury.moveStream(id, BOB);
        vm.warp(block.timestamp + 100);
        treasury.claimStream(id);
        vm.assertEq(BOB.balance, 10 ether);
    }

    function test_listsPaymentsAndStreams() public {
        for (uint256 i = 1; i <= 3; ++i) propose(ANN, i);
        Treasury.Payment[] memory two = treasury.payments(1, 2);
        vm.assertEq(two.length, 2);
        vm.assertEq(two[1].amount, 3);
        vm.assertEq(treasury.payments(1, type(uint256).max).length, 2);
        vm.assertEq(treasury.payments(3, 9).length, 0);
        stream(PAYEE, 10 ether, 0, 100);
        vm.warp(block.timestamp + 10);
        (Treasury.Stream[] memory all, uint256[] memory vested) = treasury.streams(0, 9);
        vm.assertEq(all[0].total, 10 ether);
        vm.assertEq(vested[0], 1 ether);
    }

    function test_refusesSchedulesThatDoNotRun() public {
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert(Treasury.InvalidSchedule.selector);
        treasury.createStream(PAYEE, 1, 10, 10, 10);
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert(Treasury.InvalidSchedule.selector);
        treasury.createStream(PAYEE, 1, 10, 9, 20);
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert(Treasury.InvalidSchedule.selector);
        treasury.createStream(PAYEE, 1, 10, 21, 20);
    }

    /// However often it is claimed, and whenever it is cancelled, a stream pays exactly what time has earned.
    function testFuzz_aStreamPaysWhatTimeHasEarned(uint128 amount, uint32 length, uint32[6] calldata steps, uint8 end)
        public
    {
        uint256 total = bound(amount, 1, 100 ether);
        uint256 time = bound(length, 1, type(uint32).max);
        uint256 begin = block.timestamp;
        uint256 id = stream(PAYEE, total, 0, time);
        uint256 now_ = begin;
        uint256 due;
        for (uint256 i = 0; i < steps.length; ++i) {
            now_ += steps[i];
            vm.warp(now_);
            if (i <= end % 8) due = now_ >= begin + time ? total : total * (now_ - begin) / time;
            if (due > PAYEE.balance) treasury.claimStream(id);
            vm.assertEq(PAYEE.balance, due);
            if (i == end % 8) {
                vm.prank(Predeploys.TIMELOCK);
                treasury.cancelStream(id);
            }
            vm.assertEq(PAYEE.balance + treasury.reserved() + treasury.available(), 100 ether);
        }
    }

    /// Within one period the signers never spend more than its limit.
    function testFuzz_thePeriodLimitHolds(uint64[8] calldata amounts) public {
        for (uint256 i = 0; i < amounts.length; ++i) {
            uint256 amount = bound(amounts[i], 1, 10 ether);
            uint256 id = propose(ANN, amount);
            approve(BOB, id);
            uint256 former = PAYEE.balance;
            vm.prank(CAT);
            (bool paid,) = address(treasury).call(abi.encodeCall(Treasury.executePayment, (id)));
            vm.assertTrue(paid == (former + amount <= 25 ether));
            vm.assertEq(PAYEE.balance, paid ? former + amount : former);
        }
    }

    function propose(address signer, uint256 amount) private returns (uint256) {
        vm.prank(signer);
        return treasury.proposePayment(PAYEE, amount, "");
    }

    function approve(address signer, uint256 id) private {
        vm.prank(signer);
        treasury.approvePayment(id);
    }

    function execute(uint256 id) private {
        vm.prank(ANN);
        treasury.executePayment(id);
    }

    function approveAndExecute(uint256 id) private {
        approve(BOB, id);
        execute(id);
    }

    function stream(address to, uint256 amount, uint256 cliff, uint256 time) private returns (uint256) {
        uint64 start = uint64(block.timestamp);
        vm.prank(Predeploys.TIMELOCK);
        return treasury.createStream(to, amount, start, start + uint64(cliff), start + uint64(time));
    }

    function refuses(address[] memory signers, uint256 threshold) private {
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert(Treasury.InvalidSigners.selector);
        treasury.setSigners(signers, threshold);
    }
}
