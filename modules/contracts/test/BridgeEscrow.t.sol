// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {BridgeEscrow} from "../src/BridgeEscrow.sol";
import {IReleaseHook, Release} from "../src/IReleaseHook.sol";
import {Predeploys} from "../src/Predeploys.sol";
import {XaiModule} from "../src/XaiModule.sol";
import {Behind} from "./support/Behind.sol";
import {bound, vm} from "./support/Vm.sol";

contract EvenAmounts is IReleaseHook {
    function checkRelease(Release calldata release, bytes calldata) external pure returns (bool, string memory) {
        return (release.amount % 2 == 0, "odd amount");
    }
}

contract Endless is IReleaseHook {
    function checkRelease(Release calldata, bytes calldata) external pure returns (bool, string memory) {
        while (true) {}
        return (true, "");
    }
}

/// Asks for the same release again while it is paid.
contract Repeater {
    Release private _release;
    bytes[] private _signatures;

    function plan(Release calldata wanted, bytes[] calldata signatures) external {
        _release = wanted;
        for (uint256 i = 0; i < signatures.length; ++i) _signatures.push(signatures[i]);
    }

    receive() external payable {
        (bool ok, bytes memory reason) = msg.sender.call(abi.encodeCall(BridgeEscrow.release, (_release, _signatures, "")));
        if (!ok) {
            assembly {
                revert(add(reason, 32), mload(reason))
            }
        }
    }
}

contract BridgeEscrowTest {
    BridgeEscrow constant escrow = BridgeEscrow(Predeploys.BRIDGE);
    address constant PAYEE = address(0xbeef);
    address constant GUARDIAN = address(0x9);
    /// private keys of the attestors, by rising address
    uint256[3] keys = [uint256(0xA11CE), 0xB0B, 0xCA7];

    function setUp() public {
        vm.warp(1_700_000_000);
        for (uint256 i = 0; i < 3; ++i) {
            for (uint256 j = 0; j < 2; ++j) {
                if (vm.addr(keys[j]) > vm.addr(keys[j + 1])) (keys[j], keys[j + 1]) = (keys[j + 1], keys[j]);
            }
        }
        bytes memory start =
            abi.encodeCall(BridgeEscrow.initialize, (20 ether, 50 ether, 1 days, attestors(), 2, GUARDIAN));
        Behind.place(Predeploys.BRIDGE, address(new BridgeEscrow()), start);
        vm.deal(address(this), 1000 ether);
        escrow.lock{value: 100 ether}(7, bytes32(uint256(1)));
    }

    function test_locks() public {
        vm.expectEmit();
        emit BridgeEscrow.Locked(1, address(this), 7, bytes32(uint256(2)), 5 ether);
        escrow.lock{value: 5 ether}(7, bytes32(uint256(2)));
        vm.assertEq(escrow.locked(), 105 ether);
        vm.expectRevert(BridgeEscrow.NothingToLock.selector);
        escrow.lock(7, bytes32(uint256(2)));
        vm.expectRevert(BridgeEscrow.RecipientIsZero.selector);
        escrow.lock{value: 1}(7, 0);
    }

    function test_releasesWithEnoughSignaturesOnce() public {
        Release memory wanted = release(1, 10 ether);
        escrow.release(wanted, sign(wanted, 2), "");
        vm.assertEq(PAYEE.balance, 10 ether);
        vm.assertEq(escrow.locked(), 90 ether);
        bytes[] memory signatures = sign(wanted, 3);
        vm.expectRevert(abi.encodeWithSelector(BridgeEscrow.AlreadyReleased.selector, 7, wanted.messageId));
        escrow.release(wanted, signatures, "");
        // The same message by other words is the same message.
        wanted.amount = 9 ether;
        signatures = sign(wanted, 3);
        vm.expectRevert(abi.encodeWithSelector(BridgeEscrow.AlreadyReleased.selector, 7, wanted.messageId));
        escrow.release(wanted, signatures, "");
    }

    function test_refusesTooFewOrRepeatedSignatures() public {
        Release memory wanted = release(1, 10 ether);
        bytes[] memory one = sign(wanted, 1);
        vm.expectRevert(abi.encodeWithSelector(BridgeEscrow.NotEnoughSignatures.selector, 1, 2));
        escrow.release(wanted, one, "");
        bytes[] memory twice = new bytes[](2);
        (twice[0], twice[1]) = (one[0], one[0]);
        address signer = vm.addr(keys[0]);
        vm.expectRevert(abi.encodeWithSelector(BridgeEscrow.SignersNotRising.selector, signer, signer));
        escrow.release(wanted, twice, "");
    }

    function test_refusesStrangersAndMalformedSignatures() public {
        Release memory wanted = release(1, 10 ether);
        bytes[] memory signatures = sign(wanted, 2);
        signatures[1] = signature(0xBAD, escrow.releaseDigest(wanted));
        vm.expectRevert(abi.encodeWithSelector(BridgeEscrow.NotAttestor.selector, vm.addr(0xBAD)));
        escrow.release(wanted, signatures, "");
        signatures[1] = hex"1234";
        vm.expectRevert(abi.encodeWithSelector(ECDSA.ECDSAInvalidSignatureLength.selector, 2));
        escrow.release(wanted, signatures, "");
    }

    function test_signaturesHoldForThisChainAndTheseAttestorsOnly() public {
        Release memory wanted = release(1, 10 ether);
        bytes[] memory signatures = sign(wanted, 2);
        vm.chainId(999);
        vm.expectRevert();
        escrow.release(wanted, signatures, "");
        vm.chainId(31337);
        // The same attestors again: a new epoch all the same.
        vm.prank(Predeploys.TIMELOCK);
        escrow.setAttestors(attestors(), 2);
        vm.expectRevert();
        escrow.release(wanted, signatures, "");
        escrow.release(wanted, sign(wanted, 2), "");
        vm.assertEq(PAYEE.balance, 10 ether);
    }

    /// No field of a release can be changed after it was signed.
    function testFuzz_aChangedReleaseIsRefused(uint8 field, uint256 other) public {
        Release memory wanted = release(1, 10 ether);
        bytes[] memory signatures = sign(wanted, 3);
        field %= 5;
        if (field == 0) wanted.sourceChain ^= bound(other, 1, type(uint256).max);
        if (field == 1) wanted.messageId ^= bytes32(bound(other, 1, type(uint256).max));
        if (field == 2) wanted.to = address(uint160(bound(other, 1, 0xbeee)));
        if (field == 3) wanted.amount = bound(other, 0, 10 ether - 1);
        if (field == 4) wanted.deadline += bound(other, 1, 1 days);
        vm.expectRevert();
        escrow.release(wanted, signatures, "");
        vm.assertEq(escrow.locked(), 100 ether);
    }

    function test_expiresAndIsPaused() public {
        Release memory wanted = release(1, 10 ether);
        bytes[] memory signatures = sign(wanted, 2);
        vm.expectRevert(abi.encodeWithSelector(XaiModule.NotGovernance.selector, address(this)));
        escrow.pause();
        vm.prank(GUARDIAN);
        escrow.pause();
        vm.expectRevert(BridgeEscrow.EscrowPaused.selector);
        escrow.release(wanted, signatures, "");
        vm.expectRevert(BridgeEscrow.EscrowPaused.selector);
        escrow.lock{value: 1}(7, bytes32(uint256(1)));
        vm.prank(GUARDIAN);
        vm.expectRevert(abi.encodeWithSelector(XaiModule.NotGovernance.selector, GUARDIAN));
        escrow.unpause();
        vm.prank(Predeploys.TIMELOCK);
        escrow.unpause();
        vm.warp(wanted.deadline + 1);
        vm.expectRevert(abi.encodeWithSelector(BridgeEscrow.ReleaseExpired.selector, wanted.deadline));
        escrow.release(wanted, signatures, "");
    }

    function test_limitsHold() public {
        Release memory wanted = release(1, 20 ether + 1);
        refuses(wanted, abi.encodeWithSelector(BridgeEscrow.BeyondReleaseLimit.selector, 20 ether + 1, 20 ether));
        for (uint256 i = 0; i < 2; ++i) pay(release(i, 20 ether));
        wanted = release(3, 11 ether);
        refuses(wanted, abi.encodeWithSelector(BridgeEscrow.BeyondPeriodLimit.selector, 11 ether, 10 ether));
        vm.warp(block.timestamp + 1 days);
        wanted.deadline = block.timestamp;
        pay(wanted);
        vm.assertEq(PAYEE.balance, 51 ether);
    }

    function test_neverReleasesMoreThanWasLocked() public {
        for (uint256 i = 0; i < 5; ++i) {
            pay(release(i, 20 ether));
            vm.warp(block.timestamp + 1 days);
        }
        // Sent without being locked: not the bridge's to release.
        vm.deal(address(escrow), 5 ether);
        refuses(release(9, 1 ether), abi.encodeWithSelector(BridgeEscrow.BeyondLocked.selector, 1 ether, 0));
    }

    function test_theReleaseHookMayRefuse() public {
        EvenAmounts hook = new EvenAmounts();
        vm.prank(Predeploys.TIMELOCK);
        escrow.setReleaseHook(hook);
        refuses(release(1, 3), abi.encodeWithSelector(BridgeEscrow.RefusedByHook.selector, "odd amount"));
        pay(release(1, 4));
        Endless endless = new Endless();
        vm.prank(Predeploys.TIMELOCK);
        escrow.setReleaseHook(endless);
        refuses(release(2, 4), "");
        vm.expectRevert(abi.encodeWithSelector(XaiModule.NotGovernance.selector, address(this)));
        escrow.setReleaseHook(hook);
    }

    function test_aPayeeCannotBePaidTwiceInOneCall() public {
        Repeater repeater = new Repeater();
        Release memory wanted = release(1, 10 ether);
        wanted.to = address(repeater);
        bytes[] memory signatures = sign(wanted, 2);
        repeater.plan(wanted, signatures);
        vm.expectRevert(ReentrancyGuard.ReentrancyGuardReentrantCall.selector);
        escrow.release(wanted, signatures, "");
        vm.assertEq(escrow.locked(), 100 ether);
    }

    function test_refusesUnusableAttestors() public {
        address[] memory twice = new address[](2);
        (twice[0], twice[1]) = (PAYEE, PAYEE);
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert(BridgeEscrow.InvalidAttestors.selector);
        escrow.setAttestors(twice, 1);
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert(BridgeEscrow.InvalidAttestors.selector);
        escrow.setAttestors(twice, 3);
        vm.prank(Predeploys.TIMELOCK);
        escrow.setAttestors(new address[](0), 0);
        Release memory wanted = release(1, 1);
        vm.expectRevert(abi.encodeWithSelector(BridgeEscrow.NotEnoughSignatures.selector, 0, 0));
        escrow.release(wanted, new bytes[](0), "");
    }

    function attestors() private view returns (address[] memory list) {
        list = new address[](3);
        for (uint256 i = 0; i < 3; ++i) list[i] = vm.addr(keys[i]);
    }

    function release(uint256 message, uint256 amount) private view returns (Release memory) {
        return Release(7, bytes32(message), PAYEE, amount, block.timestamp + 1 hours);
    }

    function sign(Release memory wanted, uint256 count) private view returns (bytes[] memory signatures) {
        bytes32 digest = escrow.releaseDigest(wanted);
        signatures = new bytes[](count);
        for (uint256 i = 0; i < count; ++i) signatures[i] = signature(keys[i], digest);
    }

    function signature(uint256 key, bytes32 digest) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function pay(Release memory wanted) private {
        escrow.release(wanted, sign(wanted, 2), "");
    }

    function refuses(Release memory wanted, bytes memory reason) private {
        bytes[] memory signatures = sign(wanted, 2);
        if (reason.length == 0) vm.expectRevert();
        else vm.expectRevert(reason);
        escrow.release(wanted, signatures, "");
    }
}
