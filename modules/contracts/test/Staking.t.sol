// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {Predeploys} from "../src/Predeploys.sol";
import {Staking} from "../src/Staking.sol";
import {XaiModule} from "../src/XaiModule.sol";
import {Governance} from "./support/Governance.sol";
import {bound, vm} from "./support/Vm.sol";

/// Asks for its stake again while it is being paid.
contract Reentrant {
    uint256 public refused;

    function lock() external payable {
        Staking(Predeploys.STAKING).lock{value: msg.value}();
    }

    function unlock(uint256 amount) external {
        Staking(Predeploys.STAKING).unlock(amount);
    }

    function claim() external {
        Staking(Predeploys.STAKING).claim();
    }

    receive() external payable {
        try Staking(Predeploys.STAKING).claim() {}
        catch {
            ++refused;
        }
    }
}

contract StakingTest is Governance {
    function test_lockGivesVotesToTheOwnerFromTheNextSecondOn() public {
        stake(ANN, 5 ether);
        vm.assertEq(staking.getVotes(ANN), 5 ether);
        vm.assertEq(staking.delegates(ANN), ANN);
        uint256 then = block.timestamp;
        pass(1);
        vm.assertEq(staking.getPastVotes(ANN, then), 5 ether);
        vm.assertEq(staking.getPastTotalSupply(then), 5 ether);
        vm.assertEq(staking.getPastBalanceOf(ANN, then), 5 ether);
        vm.assertEq(staking.CLOCK_MODE(), "mode=timestamp");
    }

    function test_delegatingMovesVotesAndNoCoins() public {
        stake(ANN, 5 ether);
        vm.prank(ANN);
        staking.delegate(BOB);
        stake(ANN, 2 ether);
        vm.assertEq(staking.getVotes(ANN), 0);
        vm.assertEq(staking.getVotes(BOB), 7 ether);
        vm.assertEq(staking.balanceOf(ANN), 7 ether);
        vm.prank(BOB);
        vm.expectRevert(abi.encodeWithSelector(Staking.NotEnoughStake.selector, BOB, 0, 1));
        staking.unlock(1);
    }

    function test_unlockEndsVotesNowAndPaysLater() public {
        stake(ANN, 5 ether);
        vm.prank(ANN);
        staking.unlock(2 ether);
        vm.assertEq(staking.getVotes(ANN), 3 ether);
        vm.prank(ANN);
        vm.expectRevert(abi.encodeWithSelector(Staking.NothingToClaim.selector, ANN));
        staking.claim();
        pass(UNLOCK_DELAY);
        vm.prank(ANN);
        vm.assertEq(staking.claim(), 2 ether);
        vm.assertEq(ANN.balance, 1_000 ether - 3 ether);
        vm.prank(ANN);
        vm.expectRevert(abi.encodeWithSelector(Staking.NothingToClaim.selector, ANN));
        staking.claim();
    }

    /// Coins borrowed for one transaction would have to come back in it.
    function test_flashStakeNeitherVotesNorComesBack() public {
        stake(ANN, 1 ether);
        pass(1);
        uint256 now_ = block.timestamp;
        stake(EVE, 900 ether);
        vm.expectRevert();
        staking.getPastVotes(EVE, now_);
        vm.prank(EVE);
        staking.unlock(900 ether);
        vm.prank(EVE);
        vm.expectRevert(abi.encodeWithSelector(Staking.NothingToClaim.selector, EVE));
        staking.claim();
        pass(1);
        vm.assertEq(staking.getPastVotes(EVE, now_), 0);
    }

    function test_votesCannotBeTransferred() public {
        stake(ANN, 1 ether);
        vm.prank(ANN);
        (bool ok,) = address(staking).call(abi.encodeWithSignature("transfer(address,uint256)", EVE, 1 ether));
        vm.assertFalse(ok);
        (ok,) = address(staking).call{value: 1}("");
        vm.assertFalse(ok);
    }

    /// A signed delegation counts once, here, until it expires, and cannot be turned to somebody else.
    function test_aDelegationBySignatureCountsOnce() public {
        address voter = vm.addr(7);
        vm.deal(voter, 3 ether);
        stake(voter, 3 ether);
        (uint8 v, bytes32 r, bytes32 s) = signDelegation(ANN, 0, block.chainid);
        vm.expectRevert(abi.encodeWithSelector(IVotes.VotesExpiredSignature.selector, block.timestamp - 1));
        staking.delegateBySig(ANN, 0, block.timestamp - 1, v, r, s);
        staking.delegateBySig(ANN, 0, EXPIRY, v, r, s);
        vm.assertEq(staking.getVotes(ANN), 3 ether);
        vm.prank(voter);
        staking.delegate(voter);
        vm.expectRevert(abi.encodeWithSelector(Nonces.InvalidAccountNonce.selector, voter, 1));
        staking.delegateBySig(ANN, 0, EXPIRY, v, r, s);
        // Another recipient, or another chain, is the signature of somebody who holds nothing.
        (v, r, s) = signDelegation(ANN, 0, block.chainid + 1);
        staking.delegateBySig(ANN, 0, EXPIRY, v, r, s);
        (v, r, s) = signDelegation(ANN, 0, block.chainid);
        staking.delegateBySig(EVE, 0, EXPIRY, v, r, s);
        vm.assertEq(staking.getVotes(voter), 3 ether);
        vm.assertEq(staking.getVotes(ANN), 0);
        vm.assertEq(staking.getVotes(EVE), 0);
    }

    uint256 private constant EXPIRY = type(uint256).max;

    function signDelegation(address delegatee, uint256 nonce, uint256 chain)
        private
        view
        returns (uint8 v, bytes32 r, bytes32 s)
    {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("XAI Staking"),
                keccak256("1"),
                chain,
                address(staking)
            )
        );
        bytes32 kind = keccak256("Delegation(address delegatee,uint256 nonce,uint256 expiry)");
        bytes32 hash = keccak256(abi.encode(kind, delegatee, nonce, EXPIRY));
        return vm.sign(7, keccak256(abi.encodePacked(hex"1901", domain, hash)));
    }

    function test_claimCannotBeReentered() public {
        Reentrant thief = new Reentrant();
        vm.deal(address(this), 10 ether);
        stake(ANN, 10 ether);
        thief.lock{value: 1 ether}();
        thief.unlock(1 ether);
        pass(UNLOCK_DELAY);
        thief.claim();
        vm.assertEq(address(thief).balance, 1 ether);
        vm.assertEq(thief.refused(), 1);
        vm.assertEq(address(staking).balance, 10 ether);
    }

    function test_unlocksThatWaitAreBounded() public {
        stake(ANN, 1 ether);
        for (uint256 i = 0; i < staking.MAXIMUM_UNLOCKS(); ++i) {
            vm.prank(ANN);
            staking.unlock(1);
        }
        vm.prank(ANN);
        vm.expectRevert(abi.encodeWithSelector(Staking.TooManyUnlocks.selector, ANN));
        staking.unlock(1);
        pass(UNLOCK_DELAY);
        vm.prank(ANN);
        vm.assertEq(staking.claim(), staking.MAXIMUM_UNLOCKS());
    }

    function test_theRegistryAloneSetsTheDelayWithinBounds() public {
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert(abi.encodeWithSelector(XaiModule.NotRegistry.selector, Predeploys.TIMELOCK));
        staking.setParameter("unlockDelay", 5);
        vm.prank(Predeploys.REGISTRY);
        vm.expectRevert(
            abi.encodeWithSelector(XaiModule.ParameterOutOfBounds.selector, bytes32("unlockDelay"), 0, 1, 365 days)
        );
        staking.setParameter("unlockDelay", 0);
        vm.prank(Predeploys.REGISTRY);
        staking.setParameter("unlockDelay", 5);
        vm.assertEq(staking.parameter("unlockDelay"), 5);
    }

    function testFuzz_coinsAndVotesAddUp(uint96 first, uint96 second, uint96 out) public {
        uint256 a = bound(first, 1, 500 ether);
        uint256 b = bound(second, 1, 500 ether);
        stake(ANN, a);
        stake(BOB, b);
        uint256 c = bound(out, 1, a);
        vm.prank(ANN);
        staking.unlock(c);
        vm.assertEq(staking.totalSupply(), a + b - c);
        vm.assertEq(staking.getVotes(ANN) + staking.getVotes(BOB), a + b - c);
        vm.assertEq(address(staking).balance, a + b);
        pass(UNLOCK_DELAY);
        vm.prank(ANN);
        staking.claim();
        vm.assertEq(address(staking).balance, staking.totalSupply());
    }
}
