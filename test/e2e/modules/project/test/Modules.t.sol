// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {vm} from "modules/test/support/Vm.sol";

interface Registry {
    function modules() external view returns (bytes32[] memory);
    function idOf(address proxy) external view returns (bytes32);
}

interface Staking {
    function lock() external payable;
    function unlock(uint256 amount) external;
    function claim() external returns (uint256);
    function getVotes(address account) external view returns (uint256);
}

interface Treasury {
    error NotGovernance(address caller);

    function spend(address to, uint256 amount, string calldata memo) external;
}

interface Fees {
    function reportBundle(bytes32 bundle) external payable;
    function owed() external view returns (uint256 producers, uint256 stakers, uint256 treasury);
}

/// The modules of a running chain, in a fork of it, as a contract of somebody else sees them.
contract ModulesForkTest {
    Registry constant registry = Registry(0x5841490000000000000000000000000000000001);
    Staking constant staking = Staking(0x5841490000000000000000000000000000000003);
    address constant TIMELOCK = 0x5841490000000000000000000000000000000005;
    Treasury constant treasury = Treasury(0x5841490000000000000000000000000000000006);
    Fees constant fees = Fees(0x5841490000000000000000000000000000000008);

    receive() external payable {}

    function test_theRegistryKnowsEveryModule() public view {
        vm.assertGe(registry.modules().length, 11);
        vm.assertEq(registry.idOf(address(treasury)), bytes32("treasury"));
    }

    function test_governanceSpends() public {
        vm.deal(address(treasury), 10 ether);
        vm.expectRevert(abi.encodeWithSelector(Treasury.NotGovernance.selector, address(this)));
        treasury.spend(address(this), 1 ether, "");
        uint256 before = address(this).balance;
        vm.prank(TIMELOCK);
        treasury.spend(address(this), 1 ether, "fork");
        vm.assertEq(address(this).balance, before + 1 ether);
    }

    function test_stakesAndUnstakes() public {
        vm.deal(address(this), 10 ether);
        staking.lock{value: 10 ether}();
        vm.assertEq(staking.getVotes(address(this)), 10 ether);
        staking.unlock(4 ether);
        vm.assertEq(staking.getVotes(address(this)), 6 ether);
        vm.warp(block.timestamp + 366 days);
        staking.claim();
        vm.assertEq(address(this).balance, 4 ether);
    }

    function testFuzz_bundlesAreSplit(uint96 value) public {
        vm.assume(value > 1000);
        vm.deal(address(this), value);
        (uint256 producers, uint256 stakers, uint256 treasuries) = fees.owed();
        fees.reportBundle{value: value}(keccak256("bundle"));
        (uint256 producersAfter, uint256 stakersAfter, uint256 treasuriesAfter) = fees.owed();
        vm.assertEq(producersAfter + stakersAfter + treasuriesAfter, producers + stakers + treasuries + value);
    }
}
