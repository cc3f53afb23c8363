// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {vm} from "../src/Vm.sol";

/// Runs with --fork-url against a node whose blocks hold native transactions. Accounts and blocks come by environment.
contract NativeForkTest {
    address sender;
    address logger;

    function setUp() public {
        sender = vm.envAddress("NATIVE_SENDER");
        logger = vm.envAddress("LOGGER");
    }

    function test_readsWhatNativeTransactionsLeft() public view {
        vm.assertEq(block.number, vm.envUint("HEAD"));
        vm.assertEq(address(0x7777777777777777777777777777777777777777).balance, 2 * 12_345);
        vm.assertTrue(logger.code.length > 0);
        vm.assertTrue(sender.balance > 9 ether);
    }

    function test_callsWhatTheyDeployed() public {
        vm.prank(sender);
        (bool done,) = logger.call("");
        vm.assertTrue(done);
    }

    function test_rollsToANativeTransaction() public {
        vm.rollFork(bytes32(vm.envUint("ROLL_TO")));
        vm.assertEq(block.number, vm.envUint("HEAD"));
        vm.assertTrue(logger.code.length > 0);
    }
}
