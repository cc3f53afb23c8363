// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Collectible, Token} from "e2e/Token.sol";
import {VaultV1, VaultV2} from "e2e/Vault.sol";
import {Probe} from "e2e/Probe.sol";
import {vm} from "../src/Vm.sol";

/// Runs with --fork-url against the node, on what Deploy.s.sol left there. Addresses and blocks come by environment.
contract ForkTest {
    event Deposited(address indexed who, uint256 amount);

    Token token;
    VaultV2 vault;
    Collectible items;
    address deployer;

    function setUp() public {
        token = Token(vm.envAddress("TOKEN"));
        vault = VaultV2(vm.envAddress("VAULT"));
        items = Collectible(vm.envAddress("COLLECTION"));
        deployer = vm.envAddress("DEPLOYER");
    }

    function test_readsTheDeployedState() public view {
        vm.assertEq(block.chainid, 31337);
        vm.assertEq(block.number, vm.envUint("HEAD"));
        vm.assertEq(vault.version(), 2);
        vm.assertEq(vault.deposits(deployer), 150 ether);
        vm.assertEq(token.balanceOf(address(vault)), 150 ether);
        vm.assertEq(items.ownerOf(1), deployer);
        vm.assertEq(address(0xBEEF).balance, 1 ether);
        vm.assertTrue(address(vault).code.length > 0);
    }

    function test_changesStayInTheFork() public {
        vm.expectEmit(true, false, false, true);
        emit Deposited(deployer, 10 ether);
        vm.prank(deployer);
        vault.deposit(10 ether);
        vm.assertEq(vault.deposits(deployer), 160 ether);
        vm.deal(address(this), 5 ether);
        vm.warp(block.timestamp + 1 days);
        vm.roll(block.number + 10);
        vm.store(address(vault), bytes32(uint256(0)), bytes32(uint256(uint160(address(this)))));
        vm.assertEq(vault.owner(), address(this));
    }

    function test_revertsWithTheErrorOfTheContract() public {
        vm.expectRevert(abi.encodeWithSelector(VaultV1.NotOwner.selector, address(this)));
        vault.upgradeToAndCall(address(1), "");
    }

    function test_rollsToAnEarlierBlock() public {
        vm.rollFork(vm.envUint("BEFORE_UPGRADE"));
        vm.assertEq(block.number, vm.envUint("BEFORE_UPGRADE"));
        vm.assertEq(vault.version(), 1);
        vm.assertEq(vault.deposits(deployer), 200 ether);
        vm.rollFork(1);
        vm.assertEq(address(vault).code.length, 0);
    }

    function test_rollsToATransaction() public {
        vm.rollFork(bytes32(vm.envUint("WITHDRAWAL")));
        vm.assertEq(vault.version(), 2);
        vm.assertEq(vault.deposits(deployer), 200 ether);
    }

    function test_deploysOnTopOfTheFork() public {
        Probe probe = new Probe(3);
        probe.note(4, "x");
        vm.assertEq(probe.count(), 7);
        (uint256 number,,,,,,) = probe.surroundings();
        vm.assertEq(number, block.number);
    }

    function test_asksTheNode() public {
        bytes memory answer = vm.rpc("eth_chainId", "[]");
        vm.assertEq(uint256(uint16(bytes2(answer))), 31337);
    }

    function testFuzz_transfersAnyAmount(uint96 amount) public {
        vm.startPrank(deployer);
        uint256 held = token.balanceOf(deployer);
        if (amount > held) {
            vm.expectRevert();
            token.transfer(address(0xCAFE), amount);
        } else {
            token.transfer(address(0xCAFE), amount);
            vm.assertEq(token.balanceOf(address(0xCAFE)), amount);
        }
        vm.stopPrank();
    }
}
