// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {BlockContext, TransactionContext} from "../src/IXaiModule.sol";
import {Predeploys} from "../src/Predeploys.sol";
import {RuleEngine} from "../src/RuleEngine.sol";
import {XaiHooks} from "../src/XaiHooks.sol";
import {XaiModule} from "../src/XaiModule.sol";
import {RuleCode} from "../src/libraries/RuleCode.sol";
import {Behind} from "./support/Behind.sol";
import {vm} from "./support/Vm.sol";

contract RuleEngineTest {
    RuleEngine constant engine = RuleEngine(Predeploys.RULE_ENGINE);
    address constant ANN = address(0xa);

    /// answers that it allows
    bytes constant ALLOW = hex"600160005260a06000f3";
    /// what follows a program that asks for nothing
    bytes constant NO_MANIFEST = hex"0000000003";

    function setUp() public {
        Behind.place(Predeploys.RULE_ENGINE, address(new RuleEngine()), abi.encodeCall(RuleEngine.initialize, ()));
    }

    /// Denies transactions of value for this reason.
    function denyValue(string memory reason) private pure returns (bytes memory) {
        // CALLDATALOAD(324) PUSH2 0x12 JUMPI, allow, JUMPDEST, deny with one word of reason
        bytes memory head = abi.encodePacked(hex"61014435", hex"610012", hex"57", ALLOW);
        bytes memory start = abi.encodePacked(hex"5b", hex"60", uint8(bytes(reason).length), hex"608052");
        return abi.encodePacked(head, start, hex"7f", bytes32(bytes(reason)), hex"60a052", hex"60c06000f3");
    }

    function test_asksActiveSetsInOrder() public {
        bytes32 one = added("one", denyValue("one"));
        bytes32 two = added("two", denyValue("two"));
        says(5, true, "");
        decide(abi.encodeCall(engine.activate, (one, 0)));
        says(5, false, "one");
        says(0, true, "");
        decide(abi.encodeCall(engine.activate, (two, 0)));
        says(5, false, "two");
        RuleEngine.RuleSet[] memory sets = engine.activeSets();
        vm.assertEq(sets.length, 2);
        vm.assertEq(sets[0].id, two);
        vm.assertEq(sets[1].name, bytes32("one"));
        decide(abi.encodeCall(engine.retire, (two)));
        says(5, false, "one");
        decide(abi.encodeCall(engine.retire, (one)));
        says(5, true, "");
    }

    function test_tellsWhichSetDenies() public {
        bytes32 id = added("values", denyValue("no"));
        decide(abi.encodeCall(engine.activate, (id, 0)));
        BlockContext memory block_;
        RuleEngine.Outcome memory outcome = engine.evaluate(block_, transaction(1));
        vm.assertFalse(outcome.allowed);
        vm.assertEq(outcome.reason, "no");
        vm.assertEq(outcome.decidedBy, id);
        outcome = engine.evaluate(block_, transaction(0));
        vm.assertTrue(outcome.allowed);
        vm.assertEq(outcome.decidedBy, bytes32(0));
    }

    /// Answers of another form deny nothing; the sets behind them are still asked.
    function test_aSetWithoutAnAnswerIsPassedOver() public {
        bytes[4] memory odd = [
            bytes(hex"60006000f3"),
            // no verdict
            hex"600360005260a06000f3",
            // a reason that is longer than the answer
            hex"602160805260c06000f3",
            // a delay of 2^32 seconds
            hex"6002600052640100000000602052"
            hex"60a06000f3"
        ];
        for (uint256 i = 0; i < odd.length; ++i) {
            bytes32 bad = added("odd", odd[i]);
            decide(abi.encodeCall(engine.activate, (bad, 0)));
            vm.expectEmit();
            emit RuleEngine.RuleSetFaulted(bad);
            says(1, true, "");
            decide(abi.encodeCall(engine.retire, (bad)));
        }
    }

    function test_onlyGovernanceDecides() public {
        bytes memory refusal = abi.encodeWithSelector(XaiModule.NotGovernance.selector, address(this));
        vm.expectRevert(refusal);
        engine.add("one", ALLOW);
        vm.expectRevert(refusal);
        engine.activate(0, 0);
        vm.expectRevert(refusal);
        engine.retire(0);
        vm.expectRevert(abi.encodeWithSelector(XaiHooks.NotSystem.selector, address(this)));
        BlockContext memory block_;
        engine.validateTransaction(block_, transaction(0));
    }

    function test_refusesWhatMakesNoSense() public {
        bytes32 id = added("one", ALLOW);
        fails(abi.encodeCall(engine.add, ("again", abi.encodePacked(ALLOW, NO_MANIFEST))), abi.encodeWithSelector(RuleEngine.AlreadyAdded.selector, id));
        fails(abi.encodeCall(engine.activate, (0, 0)), abi.encodeWithSelector(RuleEngine.UnknownRuleSet.selector, 0));
        fails(abi.encodeCall(engine.retire, (id)), abi.encodeWithSelector(RuleEngine.NotActive.selector, id));
        fails(abi.encodeCall(engine.activate, (id, 1)), abi.encodeWithSelector(RuleEngine.BadPosition.selector, 1, 0));
        decide(abi.encodeCall(engine.activate, (id, 0)));
        fails(abi.encodeCall(engine.activate, (id, 0)), abi.encodeWithSelector(RuleEngine.AlreadyActive.selector, id));
    }

    function test_boundsTheActiveSets() public {
        for (uint256 i = 0; i < 8; ++i) {
            decide(abi.encodeCall(engine.activate, (added("x", denyValue(string(abi.encodePacked(uint8(65 + i))))), i)));
        }
        bytes32 id = added("x", denyValue("z"));
        fails(abi.encodeCall(engine.activate, (id, 0)), abi.encodeWithSelector(RuleEngine.TooManyActive.selector));
    }

    /// The greatest set can be added by one transaction under the limit of EIP-7825.
    function test_theGreatestSetFitsIntoATransaction() public {
        bytes memory call = abi.encodeCall(engine.add, ("large", abi.encodePacked(large(1), NO_MANIFEST)));
        uint256 before = gasleft();
        decide(call);
        uint256 used = before - gasleft() + 16 * call.length + 21_000;
        vm.assertLe(used, 14_000_000);
    }

    /// Whatever the sets and the data, the hook ends within the gas that it declares.
    function test_staysWithinItsDeclaredGas() public {
        for (uint256 i = 0; i < 8; ++i) decide(abi.encodeCall(engine.activate, (added("large", large(i)), 0)));
        uint256 declared = engine.moduleMetadata().validateGas;
        uint256[3] memory sizes = [uint256(0), 128 * 1024, 2 * 1024 * 1024];
        for (uint256 i = 0; i < sizes.length; ++i) {
            TransactionContext memory sent = transaction(0);
            sent.data = new bytes(sizes[i]);
            BlockContext memory block_;
            bytes memory call = abi.encodeCall(engine.validateTransaction, (block_, sent));
            uint256 words = (call.length + 31) / 32;
            uint256 allowance = 2 * (6 * words + words * words / 512);
            vm.prank(Predeploys.SYSTEM);
            (bool ok, bytes memory answer) = address(engine).call{gas: declared + allowance}(call);
            vm.assertTrue(ok);
            (bool allowed,) = abi.decode(answer, (bool, string));
            vm.assertTrue(allowed);
        }
    }

    // Code that may not be a rule set

    function test_refusesEveryInstructionOffTheList() public {
        bytes memory listed = hex"060b101112131415161c35525357f35b";
        for (uint256 opcode = 0; opcode < 256; ++opcode) {
            if (opcode >= 0x60 && opcode <= 0x7f) continue;
            bool isListed;
            for (uint256 i = 0; i < listed.length; ++i) isListed = isListed || uint8(listed[i]) == opcode;
            if (isListed) continue;
            refused(
                abi.encodePacked(uint8(opcode), ALLOW),
                abi.encodeWithSelector(RuleCode.ForbiddenInstruction.selector, 0, opcode)
            );
            // Deeper, with operands at hand.
            refused(
                abi.encodePacked(hex"60006000600060006000600060006000", uint8(opcode), ALLOW),
                abi.encodeWithSelector(RuleCode.ForbiddenInstruction.selector, 16, opcode)
            );
        }
    }

    function test_constantsMayLookLikeInstructions() public pure {
        // PUSH1 0x55 (SSTORE), as a value
        bytes memory code = abi.encodePacked(hex"60556000", hex"52", ALLOW);
        RuleCode.check(code, code.length);
    }

    function test_refusesLoops() public {
        refused(abi.encodePacked(hex"5b6001610000", hex"57", ALLOW), abi.encodeWithSelector(RuleCode.BadJump.selector, 6));
        // to itself
        refused(abi.encodePacked(hex"6001610005", hex"57", ALLOW), abi.encodeWithSelector(RuleCode.BadJump.selector, 5));
    }

    function test_refusesJumpsToWhereNobodyKnows() public {
        // a computed target
        refused(
            abi.encodePacked(hex"6001600435", hex"57", ALLOW), abi.encodeWithSelector(RuleCode.BadJump.selector, 5)
        );
        // behind the end
        refused(abi.encodePacked(hex"600161ffff", hex"57", ALLOW), abi.encodeWithSelector(RuleCode.BadJump.selector, 5));
        // to an instruction that is no JUMPDEST
        refused(abi.encodePacked(hex"6001610006", hex"57", ALLOW), abi.encodeWithSelector(RuleCode.BadEnd.selector, 16));
        // to a JUMPDEST that is inside a constant, with SSTORE behind it
        bytes memory hidden = abi.encodePacked(hex"6001610007", hex"57", hex"635b600055", hex"600052", ALLOW);
        refused(hidden, abi.encodeWithSelector(RuleCode.BadEnd.selector, hidden.length));
    }

    function test_refusesTruncatedConstants() public {
        refused(abi.encodePacked(ALLOW, hex"5b7f"), abi.encodeWithSelector(RuleCode.TruncatedPush.selector, 11));
        refused(hex"60", abi.encodeWithSelector(RuleCode.TruncatedPush.selector, 0));
        refused(hex"6100", abi.encodeWithSelector(RuleCode.TruncatedPush.selector, 0));
    }

    function test_refusesMemoryBeyondAnAnswer() public {
        refused(abi.encodePacked(hex"60006101015200", ALLOW), abi.encodeWithSelector(RuleCode.BadMemory.selector, 5));
        refused(abi.encodePacked(hex"600063ffffffff52", ALLOW), abi.encodeWithSelector(RuleCode.BadMemory.selector, 7));
        refused(abi.encodePacked(hex"6000600435", hex"52", ALLOW), abi.encodeWithSelector(RuleCode.BadMemory.selector, 5));
        refused(hex"63ffffffff6000f3", abi.encodeWithSelector(RuleCode.BadMemory.selector, 7));
        refused(hex"60206020f3", abi.encodeWithSelector(RuleCode.BadMemory.selector, 4));
        refused(hex"6004356000f3", abi.encodeWithSelector(RuleCode.BadMemory.selector, 5));
    }

    function test_refusesAStackThatDoesNotComeOut() public {
        refused(hex"10", abi.encodeWithSelector(RuleCode.BadStack.selector, 0));
        refused(hex"35", abi.encodeWithSelector(RuleCode.BadStack.selector, 0));
        refused(hex"600052", abi.encodeWithSelector(RuleCode.BadStack.selector, 2));
        refused(hex"60005b", abi.encodeWithSelector(RuleCode.BadStack.selector, 2));
        refused(hex"61000457", abi.encodeWithSelector(RuleCode.BadStack.selector, 3));
        refused(hex"6000f3", abi.encodeWithSelector(RuleCode.BadStack.selector, 2));
        bytes memory deep;
        for (uint256 i = 0; i < 17; ++i) deep = abi.encodePacked(deep, hex"6000");
        refused(deep, abi.encodeWithSelector(RuleCode.BadStack.selector, 32));
    }

    function test_refusesCodeWithoutAnEnd() public {
        refused("", abi.encodeWithSelector(RuleCode.RuleCodeSize.selector, 0));
        refused(new bytes(12_289), abi.encodeWithSelector(RuleCode.RuleCodeSize.selector, 12_289));
        refused(hex"5b", abi.encodeWithSelector(RuleCode.BadEnd.selector, 1));
        // metadata, or anything else, behind the answer
        refused(abi.encodePacked(ALLOW, hex"6001"), abi.encodeWithSelector(RuleCode.BadEnd.selector, 10));
    }

    /// Random code: what the check lets pass ends within the gas that it tells, and answers.
    function testFuzz_whatPassesEnds(bytes calldata noise, bytes calldata input) public {
        bytes memory ops = hex"060b101112131415161c355b";
        bytes memory code;
        for (uint256 i = 0; i < noise.length && i < 200; ++i) {
            uint256 pick = uint8(noise[i]) % 16;
            code = pick < 12
                ? abi.encodePacked(code, ops[pick])
                : abi.encodePacked(code, hex"60", noise[i]);
        }
        try engine.check(abi.encodePacked(code, ALLOW, NO_MANIFEST)) returns (uint256 needed) {
            address set = address(0x5e7);
            vm.etch(set, abi.encodePacked(code, ALLOW));
            (bool ok, bytes memory answer) = set.staticcall{gas: needed}(input);
            vm.assertTrue(ok);
            vm.assertEq(answer.length, 160);
        } catch {}
    }

    /// A set near the bounds of size and gas, another for each number.
    function large(uint256 number) private pure returns (bytes memory code) {
        bytes memory piece = hex"600035151515151515151515151515151515151515151515151515151515600052";
        bytes memory head = abi.encodePacked(hex"60", uint8(number), hex"600052");
        uint256 pieces = (RuleCode.MAX_SIZE - head.length - ALLOW.length) / piece.length;
        code = new bytes(head.length + pieces * piece.length + ALLOW.length);
        uint256 place;
        for (uint256 i = 0; i < head.length; ++i) code[place++] = head[i];
        for (uint256 i = 0; i < pieces * piece.length; ++i) code[place++] = piece[i % piece.length];
        for (uint256 i = 0; i < ALLOW.length; ++i) code[place++] = ALLOW[i];
    }

    function transaction(uint256 value) private pure returns (TransactionContext memory made) {
        (made.sender, made.to, made.value) = (ANN, address(0xb), value);
    }

    function says(uint256 value, bool expected, string memory expectedReason) private {
        BlockContext memory block_;
        vm.prank(Predeploys.SYSTEM);
        (bool allowed, string memory reason) = engine.validateTransaction(block_, transaction(value));
        vm.assertTrue(allowed == expected);
        vm.assertEq(reason, expectedReason);
    }

    function added(bytes32 name, bytes memory code) private returns (bytes32) {
        vm.prank(Predeploys.TIMELOCK);
        return engine.add(name, abi.encodePacked(code, NO_MANIFEST));
    }

    function decide(bytes memory call) private {
        vm.prank(Predeploys.TIMELOCK);
        (bool ok,) = address(engine).call(call);
        vm.assertTrue(ok);
    }

    function fails(bytes memory call, bytes memory error_) private {
        vm.prank(Predeploys.TIMELOCK);
        (bool ok, bytes memory reason) = address(engine).call(call);
        vm.assertFalse(ok);
        vm.assertEq(reason, error_);
    }

    function refused(bytes memory code, bytes memory error_) private {
        vm.expectRevert(error_);
        engine.check(abi.encodePacked(code, NO_MANIFEST));
    }
}
