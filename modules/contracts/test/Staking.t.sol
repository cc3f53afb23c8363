// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

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
