// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {BlockContext, TransactionContext} from "../src/IXaiModule.sol";
import {Predeploys} from "../src/Predeploys.sol";
import {WithdrawalGuard} from "../src/WithdrawalGuard.sol";
import {XaiHooks} from "../src/XaiHooks.sol";
import {XaiModule} from "../src/XaiModule.sol";
import {Behind} from "./support/Behind.sol";
import {bound, vm} from "./support/Vm.sol";

contract WithdrawalGuardTest {
    WithdrawalGuard constant guard = WithdrawalGuard(Predeploys.WITHDRAWAL_GUARD);
    address constant ANN = address(0xa);
    address constant BOB = address(0xb);
    address constant GUARDIAN = address(0x9);
    /// a day's first second
    uint256 constant MIDNIGHT = 19_676 days;

    function setUp() public {
        vm.warp(MIDNIGHT);
        bytes memory start =
            abi.encodeCall(WithdrawalGuard.initialize, (5000 ether, 1000 ether, 1 hours, GUARDIAN));
        Behind.place(Predeploys.WITHDRAWAL_GUARD, address(new WithdrawalGuard()), start);
    }

    function test_onlyTheProtocolCallsTheHook() public {
        BlockContext memory block_;
        vm.expectRevert(abi.encodeWithSelector(XaiHooks.NotSystem.selector, address(this)));
        guard.validateTransaction(block_, transaction(ANN, BOB, 1, false));
    }

    function test_countsTheDayAndBeginsAnewAtMidnight() public {
        for (uint256 i = 0; i < 5; ++i) allows(ANN, BOB, 999 ether);
        denies(ANN, BOB, 6 ether, "withdrawal guard: over the daily limit of this address; wei left today: 5000000000000000000");
        allows(ANN, BOB, 5 ether);
        denies(ANN, BOB, 1, "withdrawal guard: over the daily limit of this address; wei left today: 0");
        allows(BOB, ANN, 999 ether);
        vm.warp(MIDNIGHT + 1 days - 1);
        denies(ANN, BOB, 1, "withdrawal guard: over the daily limit of this address; wei left today: 0");
        vm.warp(MIDNIGHT + 1 days);
        allows(ANN, BOB, 999 ether);
        (uint256 sent, uint256 left) = guard.usage(ANN);
        vm.assertEq(sent, 999 ether);
        vm.assertEq(left, 4001 ether);
    }

    function test_letsPassWhatMovesNothing() public {
        vm.prank(GUARDIAN);
        guard.pause();
        allows(ANN, BOB, 0);
        allows(ANN, ANN, 9999 ether);
        allows(ANN, Predeploys.STAKING, 9999 ether);
        denies(ANN, BOB, 1, "withdrawal guard: the guardian has paused transfers of value until 1700265600");
    }

    function test_aCreationWithValueCounts() public {
        (bool allowed,) = ask(transaction(ANN, address(0), 999 ether, true));
        vm.assertTrue(allowed);
        (uint256 sent,) = guard.usage(ANN);
        vm.assertEq(sent, 999 ether);
    }

    function test_aLargeTransferIsAnnouncedAndWaits() public {
        string memory first = "withdrawal guard: this amount must be announced first: announce(to, value) at 0x5841490000000000000000000000000000000007";
        denies(ANN, BOB, 1000 ether, first);
        vm.prank(ANN);
        guard.announce(BOB, 1000 ether);
        vm.prank(ANN);
        vm.expectRevert(
            abi.encodeWithSelector(WithdrawalGuard.AlreadyAnnounced.selector, MIDNIGHT + 1 hours, MIDNIGHT + 25 hours)
        );
        guard.announce(BOB, 1000 ether);
        denies(ANN, BOB, 1000 ether, "withdrawal guard: announced, but locked until 1700010000");
        vm.warp(MIDNIGHT + 1 hours);
        // Another amount, recipient or sender is another transfer.
        denies(ANN, BOB, 1001 ether, first);
        denies(ANN, address(0xc), 1000 ether, first);
        denies(BOB, ANN, 1000 ether, first);
        allows(ANN, BOB, 1000 ether);
        denies(ANN, BOB, 1000 ether, first);
    }

    function test_announcementsLapseAndAreTakenBack() public {
        vm.prank(ANN);
        guard.announce(BOB, 1000 ether);
        vm.warp(MIDNIGHT + 25 hours + 1);
        (bool allowed,) = ask(transaction(ANN, BOB, 1000 ether, false));
        vm.assertFalse(allowed);
        vm.prank(ANN);
        guard.announce(BOB, 1000 ether);
        vm.prank(ANN);
        guard.cancelAnnouncement(BOB, 1000 ether);
        vm.warp(block.timestamp + 1 hours);
        (allowed,) = ask(transaction(ANN, BOB, 1000 ether, false));
        vm.assertFalse(allowed);
        vm.prank(ANN);
        vm.expectRevert(WithdrawalGuard.NotAnnounced.selector);
        guard.cancelAnnouncement(BOB, 1000 ether);
        vm.expectRevert(abi.encodeWithSelector(WithdrawalGuard.BelowThreshold.selector, 1, 1000 ether));
        guard.announce(BOB, 1);
    }

    function test_anAnnouncedTransferBeyondTheDayKeepsItsAnnouncement() public {
        for (uint256 i = 0; i < 5; ++i) allows(ANN, BOB, 999 ether);
        vm.prank(ANN);
        guard.announce(BOB, 1000 ether);
        vm.warp(MIDNIGHT + 2 hours);
        denies(ANN, BOB, 1000 ether, "withdrawal guard: over the daily limit of this address; wei left today: 5000000000000000000");
        vm.warp(MIDNIGHT + 24 hours);
        allows(ANN, BOB, 1000 ether);
    }

    function test_theGuardianCannotPauseForGood() public {
        vm.expectRevert(abi.encodeWithSelector(WithdrawalGuard.NotGuardian.selector, address(this)));
        guard.pause();
        vm.prank(GUARDIAN);
        guard.pause();
        vm.warp(MIDNIGHT + 3 days);
        allows(ANN, BOB, 1);
        vm.prank(GUARDIAN);
        vm.expectRevert(abi.encodeWithSelector(WithdrawalGuard.PauseTooSoon.selector, MIDNIGHT + 6 days));
        guard.pause();
        vm.warp(MIDNIGHT + 6 days);
        vm.prank(GUARDIAN);
        guard.pause();
        vm.expectRevert(abi.encodeWithSelector(XaiModule.NotGovernance.selector, address(this)));
        guard.unpause();
        vm.prank(Predeploys.TIMELOCK);
        guard.unpause();
        allows(ANN, BOB, 1);
        vm.prank(GUARDIAN);
        vm.expectRevert(WithdrawalGuard.NotPaused.selector);
        guard.unpause();
    }

    function test_governanceChangesWhatHolds() public {
        vm.expectRevert(abi.encodeWithSelector(XaiModule.NotRegistry.selector, address(this)));
        guard.setParameter("dailyLimit", 1);
        vm.prank(Predeploys.REGISTRY);
        guard.setParameter("dailyLimit", 10 ether);
        denies(ANN, BOB, 11 ether, "withdrawal guard: over the daily limit of this address; wei left today: 10000000000000000000");
        vm.prank(Predeploys.TIMELOCK);
        guard.setExempt(BOB, true);
        allows(ANN, BOB, 11 ether);
        vm.prank(Predeploys.TIMELOCK);
        guard.setGuardian(ANN);
        vm.prank(ANN);
        guard.pause();
    }

    /// The protocol adds what copying the transaction's data costs, which its sender chooses, to the declared gas.
    function test_staysWithinItsDeclaredGas() public {
        uint256 declared = guard.moduleMetadata().validateGas;
        uint256[3] memory sizes = [uint256(0), 128 * 1024, 2 * 1024 * 1024];
        for (uint256 i = 0; i < sizes.length; ++i) {
            address to = address(uint160(0xc0 + i));
            vm.prank(ANN);
            guard.announce(to, 1000 ether);
            vm.warp(block.timestamp + 2 hours);
            TransactionContext memory sent = transaction(ANN, to, 1000 ether, false);
            sent.data = new bytes(sizes[i]);
            BlockContext memory block_;
            bytes memory call = abi.encodeCall(guard.validateTransaction, (block_, sent));
            uint256 words = (call.length + 31) / 32;
            uint256 allowance = 2 * (6 * words + words * words / 512);
            vm.prank(Predeploys.SYSTEM);
            (bool ok, bytes memory answer) = address(guard).call{gas: declared + allowance}(call);
            vm.assertTrue(ok);
            (bool allowed,) = abi.decode(answer, (bool, string));
            vm.assertTrue(allowed);
        }
    }

    /// Whatever is asked in whatever order, no address sends more than the limit in a day, and a denial changes nothing.
    function testFuzz_neverMoreThanTheLimitInADay(uint80[10] calldata values, uint32[10] calldata steps) public {
        uint256 day = block.timestamp / 1 days;
        uint256 sum;
        for (uint256 i = 0; i < values.length; ++i) {
            vm.warp(block.timestamp + steps[i] % 8 hours);
            if (block.timestamp / 1 days != day) (day, sum) = (block.timestamp / 1 days, 0);
            uint256 value = bound(values[i], 1, 1500 ether);
            (uint256 before,) = guard.usage(ANN);
            vm.assertEq(before, sum);
            (bool allowed,) = ask(transaction(ANN, BOB, value, false));
            vm.assertTrue(allowed == (value < 1000 ether && sum + value <= 5000 ether));
            if (allowed) sum += value;
            vm.assertLe(sum, 5000 ether);
        }
    }

    function transaction(address from, address to, uint256 value, bool isCreate)
        private
        pure
        returns (TransactionContext memory made)
    {
        (made.sender, made.to, made.value, made.isCreate) = (from, to, value, isCreate);
    }

    function ask(TransactionContext memory sent) private returns (bool, string memory) {
        BlockContext memory block_;
        vm.prank(Predeploys.SYSTEM);
        return guard.validateTransaction(block_, sent);
    }

    function allows(address from, address to, uint256 value) private {
        (bool allowed, string memory reason) = ask(transaction(from, to, value, false));
        vm.assertEq(reason, "");
        vm.assertTrue(allowed);
    }

    function denies(address from, address to, uint256 value, string memory expected) private {
        (bool allowed, string memory reason) = ask(transaction(from, to, value, false));
        vm.assertFalse(allowed);
        vm.assertEq(reason, expected);
    }
}
