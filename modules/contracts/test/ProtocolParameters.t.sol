// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Predeploys} from "../src/Predeploys.sol";
import {ProtocolParameters} from "../src/ProtocolParameters.sol";
import {XaiModule} from "../src/XaiModule.sol";
import {Governance} from "./support/Governance.sol";
import {bound, vm} from "./support/Vm.sol";

contract ProtocolParametersTest is Governance {
    bytes32 constant FIRST_SLOT = 0x1f423988f297c561dcdf58d57a925fd65c161cbce234592b9e656c700f1f6200;

    function schedule(bytes32 key, uint256 value, uint256 at) internal {
        vm.prank(Predeploys.TIMELOCK);
        protocol.schedule(key, value, at);
    }

    /// What nodes read: three slots of an entry, as the mapping in the second slot has them.
    function test_entriesLieWhereNodesReadThem() public {
        vm.assertEq(uint256(vm.load(address(protocol), FIRST_SLOT)), 0);
        schedule("elasticity", 4, block.number + 10);
        vm.assertEq(uint256(vm.load(address(protocol), FIRST_SLOT)), 1);
        uint256 entry = uint256(keccak256(abi.encode(bytes32("elasticity"), uint256(FIRST_SLOT) + 1)));
        vm.assertEq(uint256(vm.load(address(protocol), bytes32(entry))), 2);
        vm.assertEq(uint256(vm.load(address(protocol), bytes32(entry + 1))), 4);
        vm.assertEq(uint256(vm.load(address(protocol), bytes32(entry + 2))), block.number + 10);
    }

    function testFuzz_aValueHoldsFromItsBlockOn(uint256 value, uint64 ahead) public {
        uint256 limit = bound(value, 0, 1 << 40);
        uint256 at = block.number + bound(ahead, 1, 1_000_000);
        schedule("blockGasLimit", limit, at);
        vm.assertEq(protocol.valueAt("blockGasLimit", at - 1), 0);
        vm.assertEq(protocol.valueAt("blockGasLimit", at), limit);
        vm.roll(at);
        vm.assertEq(protocol.get("blockGasLimit"), limit);
    }

    function test_aChangeWhoseBlockHasComeIsTold() public {
        uint256 at = block.number + 1;
        schedule("blockGasLimit", 5, 0);
        vm.expectRevert(abi.encodeWithSelector(ProtocolParameters.NotDue.selector, bytes32("blockGasLimit")));
        protocol.settle("blockGasLimit");
        vm.roll(at);
        vm.expectEmit();
        emit ProtocolParameters.ParameterChanged("blockGasLimit", 0, 5, at);
        protocol.settle("blockGasLimit");
        vm.assertEq(protocol.get("blockGasLimit"), 5);
        vm.expectRevert(abi.encodeWithSelector(ProtocolParameters.NotDue.selector, bytes32("blockGasLimit")));
        protocol.settle("blockGasLimit");
    }

    function test_badChangesAreRefused() public {
        vm.expectRevert(abi.encodeWithSelector(XaiModule.NotGovernance.selector, address(this)));
        protocol.schedule("elasticity", 3, 0);
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert(abi.encodeWithSelector(ProtocolParameters.UnknownKey.selector, bytes32("elastic")));
        protocol.schedule("elastic", 3, 0);
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert(abi.encodeWithSelector(ProtocolParameters.ValueOutOfBounds.selector, bytes32("elasticity"), 0, 1, 16));
        protocol.schedule("elasticity", 0, 0);
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert(abi.encodeWithSelector(ProtocolParameters.ValueOutOfBounds.selector, bytes32("feature.vm"), 2, 0, 1));
        protocol.schedule("feature.vm", 2, 0);
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert(abi.encodeWithSelector(ProtocolParameters.BadEffectiveBlock.selector, block.number, block.number + 1));
        protocol.schedule("elasticity", 3, block.number);
        vm.expectRevert(abi.encodeWithSelector(XaiModule.NotRegistry.selector, address(this)));
        protocol.undo(0, 1);
        vm.assertEq(protocol.generation(), 0);
    }

    function test_forksComeInTheFutureAndStay() public {
        uint256 soon = block.timestamp + 19;
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert(abi.encodeWithSelector(ProtocolParameters.ForkTooSoon.selector, bytes32("fork.osaka"), soon, soon + 1));
        protocol.schedule("fork.osaka", soon, 0);
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert();
        protocol.schedule("fork.osaka", soon + 100, block.number + 2);
        schedule("fork.osaka", soon + 1, 0);
        pass(5);
        schedule("fork.osaka", soon + 50, 0);
        pass(70);
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert(abi.encodeWithSelector(ProtocolParameters.ForkHasBegun.selector, bytes32("fork.osaka"), soon + 50));
        protocol.schedule("fork.osaka", soon + 1_000, 0);
        // Nor by rolling back: not what has begun, and not to a time that has passed.
        vm.prank(Predeploys.REGISTRY);
        vm.expectRevert(abi.encodeWithSelector(ProtocolParameters.ForkHasBegun.selector, bytes32("fork.osaka"), soon + 50));
        protocol.undo(1, 2);
    }

    function test_undoRestoresWhatWasPending() public {
        uint256 at = block.number + 100;
        schedule("elasticity", 4, at);
        schedule("elasticity", 8, at + 100);
        vm.prank(Predeploys.REGISTRY);
        protocol.undo(1, 2);
        vm.assertEq(protocol.valueAt("elasticity", at), 4);
        vm.assertEq(protocol.valueAt("elasticity", at - 1), 2);
        vm.assertEq(protocol.valueAt("elasticity", at + 100), 4);
        vm.prank(Predeploys.REGISTRY);
        vm.expectRevert(abi.encodeWithSelector(ProtocolParameters.Overtaken.selector, 1));
        protocol.undo(1, 2);
        vm.prank(Predeploys.REGISTRY);
        protocol.undo(0, 1);
        vm.assertEq(protocol.valueAt("elasticity", at + 1_000), 2);
    }
}
