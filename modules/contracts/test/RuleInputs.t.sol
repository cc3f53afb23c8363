// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {BlockContext, TransactionContext} from "../src/IXaiModule.sol";
import {Predeploys} from "../src/Predeploys.sol";
import {RuleEngine} from "../src/RuleEngine.sol";
import {RuleManifest} from "../src/libraries/RuleManifest.sol";
import {Behind} from "./support/Behind.sol";
import {vm} from "./support/Vm.sol";

/// Stands for the registry: what has code is a module.
contract AnyModule {
    function idOf(address target) external view returns (bytes32) {
        return target.code.length == 0 ? bytes32(0) : bytes32("module");
    }
}

/// What the engine does around programs: rates, views, delays, tags.
contract RuleInputsTest {
    RuleEngine constant engine = RuleEngine(Predeploys.RULE_ENGINE);
    address constant ANN = address(0xa);
    address constant BOB = address(0xb);
    address constant MODULE = address(0x7e57);

    bytes constant ALLOW = hex"600160005260a06000f3";
    /// has the first rate count
    bytes constant COUNT = hex"6001606053";

    function setUp() public {
        Behind.place(Predeploys.RULE_ENGINE, address(new RuleEngine()), abi.encodeCall(RuleEngine.initialize, ()));
        vm.etch(Predeploys.REGISTRY, address(new AnyModule()).code);
        vm.warp(1_000_000);
        vm.roll(100);
    }

    // Rates

    function test_countsInWindowsOfTime() public {
        decided(limited(rate(1, 0, 0, 100)));
        for (uint256 i = 0; i < 3; ++i) says(from(ANN, 0), true);
        says(from(ANN, 0), false);
        // another sender has a counter of its own
        says(from(BOB, 0), true);
        vm.warp(1_000_099);
        says(from(ANN, 0), false);
        vm.warp(1_000_100);
        for (uint256 i = 0; i < 3; ++i) says(from(ANN, 0), true);
        says(from(ANN, 0), false);
    }

    function test_countsInWindowsOfBlocks() public {
        decided(limited(rate(0, 1, 0, 10)));
        // all senders together
        says(from(ANN, 0), true);
        says(from(BOB, 0), true);
        vm.warp(2_000_000);
        vm.roll(109);
        says(from(ANN, 0), true);
        says(from(BOB, 0), false);
        vm.roll(110);
        says(from(BOB, 0), true);
    }

    function test_countsValueAndStopsAtTheMost() public {
        bytes32 id = decided(limited(rate(1, 0, 1, 100)));
        says(from(ANN, 2), true);
        says(from(ANN, 2), false);
        says(from(ANN, 1), true);
        says(from(ANN, 0), true);
        (uint256[] memory rates,) = engine.inputs(id, context(), from(ANN, type(uint256).max));
        vm.assertEq(rates[0], type(uint192).max);
        (rates,) = engine.inputs(id, context(), from(ANN, 7));
        vm.assertEq(rates[0], 10);
        says(from(ANN, type(uint256).max), false);
        says(from(ANN, 1), false);
    }

    /// A counter that is full stays full, and the hook goes on.
    function test_aFullCounterDoesNotOverflow() public {
        bytes32 id = decided(artifact(abi.encodePacked(COUNT, ALLOW), rate(1, 0, 1, 100), "", ""));
        says(from(ANN, type(uint256).max), true);
        says(from(ANN, type(uint256).max), true);
        (uint256[] memory rates,) = engine.inputs(id, context(), from(ANN, 0));
        vm.assertEq(rates[0], type(uint192).max);
    }

    /// Sender, recipient and selector each alone and together: what differs in none of the parts is counted together.
    function test_countsApartWhatItIsToldTo() public {
        for (uint8 key = 0; key < 8; ++key) {
            bytes32 id = decided(artifact(abi.encodePacked(COUNT, ALLOW), rate(key, 0, 0, 100), "", abi.encodePacked(bytes32(uint256(key)))));
            says(sent(ANN, BOB, hex"01020304"), true);
            vm.assertEq(counted(id, sent(ANN, BOB, hex"01020304ff")), 2);
            vm.assertEq(counted(id, sent(BOB, BOB, hex"01020304")), key & 1 == 0 ? 2 : 1);
            vm.assertEq(counted(id, sent(ANN, ANN, hex"01020304")), key & 2 == 0 ? 2 : 1);
            vm.assertEq(counted(id, sent(ANN, BOB, hex"01020305")), key & 4 == 0 ? 2 : 1);
            retire(id);
        }
    }

    /// Nothing is counted by any set where a later one denies, and what no set marks is not counted.
    function test_aDeniedTransactionIsNotCounted() public {
        bytes32 counting = decided(artifact(abi.encodePacked(COUNT, ALLOW), rate(1, 0, 0, 100), "", ""));
        bytes32 idle = decided(artifact(ALLOW, rate(1, 0, 0, 100), "", ""));
        bytes32 denying = decided(artifact(hex"60a06000f3", "", "", ""));
        says(from(ANN, 0), false);
        vm.assertEq(counted(counting, from(ANN, 0)), 1);
        retire(denying);
        says(from(ANN, 0), true);
        vm.assertEq(counted(counting, from(ANN, 0)), 2);
        vm.assertEq(counted(idle, from(ANN, 0)), 1);
    }

    // Views

    function test_asksViewsWithWhatTheyAreToldOf() public {
        // answers the keccak of its call data
        vm.etch(MODULE, hex"365f5f37365f205f5260205ff3");
        bytes memory arguments = abi.encodePacked(hex"0102", hex"00", bytes32("constant"), hex"06");
        bytes32 id = decided(artifact(ALLOW, "", view_(30_000, 4, arguments), ""));
        (, uint256[] memory views) = engine.inputs(id, context(), from(ANN, 0));
        bytes memory expected = abi.encodeWithSelector(0x11223344, ANN, address(0xb), bytes32("constant"), block.timestamp);
        vm.assertEq(views[0], uint256(keccak256(expected)));
    }

    /// What a module does instead of answering comes out as zero, and other sets and transactions do not feel it.
    function test_aViewThatFailsAnswersZero() public {
        bytes[6] memory odd = [
            // loops; reverts with a word; answers 31 bytes; INVALID; writes; a mebibyte of answer
            bytes(hex"5b5f56"),
            hex"60015f5260205ffd",
            hex"60015f52601f5ff3",
            hex"fe",
            hex"60015f5560015f5260205ff3",
            hex"62100000" hex"5ff3"
        ];
        vm.etch(MODULE, hex"60015f5260205ff3");
        // denies unless the view answers zero
        bytes memory program = abi.encodePacked(hex"61110035", hex"610012", hex"57", ALLOW, hex"5b60a06000f3");
        decided(artifact(program, "", view_(100_000, 0, ""), ""));
        says(from(ANN, 0), false);
        for (uint256 i = 0; i < odd.length; ++i) {
            vm.etch(MODULE, odd[i]);
            says(from(ANN, 0), true);
        }
        // of a longer answer the first word counts
        vm.etch(MODULE, hex"60015f5260405ff3");
        says(from(ANN, 0), false);
    }

    // Delay

    function test_keepsWaitingUntilItWasAnnouncedForLongEnough() public {
        decided(delayed(100, 5));
        TransactionContext memory waiting = from(ANN, 1);
        waiting.hash = keccak256("waiting");
        says(
            waiting,
            "announce this transaction first, by announce(its hash) at 0x5841490000000000000000000000000000000009; it is taken 100 seconds and 5 blocks later"
        );
        vm.expectEmit();
        emit RuleEngine.TransactionAnnounced(waiting.hash, address(this));
        engine.announce(waiting.hash);
        says(waiting, "announced, but not taken before time 1000100 and block 105");
        vm.warp(1_000_100);
        vm.roll(104);
        says(waiting, "announced, but not taken before time 1000100 and block 105");
        vm.roll(105);
        vm.warp(1_000_099);
        says(waiting, "announced, but not taken before time 1000100 and block 105");
        vm.warp(1_000_100);
        RuleEngine.Outcome memory outcome = engine.evaluate(context(), waiting);
        vm.assertTrue(outcome.allowed);
        vm.assertEq(outcome.waitSeconds, 100);
        vm.assertEq(outcome.waitBlocks, 5);
        says(waiting, true);
        // It was included: the announcement is used up.
        (uint256 number,) = engine.announcement(waiting.hash);
        vm.assertEq(number, 0);
        says(waiting, false);
    }

    function test_announcesOnceAndNoNothing() public {
        engine.announce(keccak256("once"));
        vm.expectRevert(abi.encodeWithSelector(RuleEngine.AlreadyAnnounced.selector, 100, 1_000_000));
        engine.announce(keccak256("once"));
        vm.expectRevert(abi.encodeWithSelector(RuleEngine.NotATransaction.selector));
        engine.announce(0);
    }

    /// Or nobody could announce anything where everything waits.
    function test_announcingDoesNotWait() public {
        decided(delayed(100, 0));
        says(sent(ANN, address(engine), abi.encodeCall(engine.announce, (keccak256("x")))), true);
        says(sent(ANN, address(0xc), abi.encodeCall(engine.announce, (keccak256("x")))), false);
        says(sent(ANN, address(engine), hex"01020304"), false);
    }

    // Tags

    function test_tellsTags() public {
        bytes memory program = abi.encodePacked(hex"6001607153", ALLOW);
        bytes32 id = decided(artifact(program, "", "", abi.encodePacked(bytes32("first"), bytes32("second"))));
        TransactionContext memory tagged = from(ANN, 1);
        tagged.hash = keccak256("tagged");
        RuleEngine.Outcome memory outcome = engine.evaluate(context(), tagged);
        vm.assertEq(outcome.tags.length, 1);
        vm.assertEq(outcome.tags[0], bytes32("second"));
        vm.expectEmit();
        emit RuleEngine.TransactionTagged(id, tagged.hash, ANN, "second");
        says(tagged, true);
    }

    // Bounds

    function test_refusesManifestsOfAnotherForm() public {
        bytes4 form = RuleManifest.BadManifest.selector;
        refused(hex"", abi.encodeWithSelector(form, 0));
        // longer than the artifact
        refused(abi.encodePacked(ALLOW, hex"ffff"), abi.encodeWithSelector(form, 10));
        // none at all, cut off, and with something behind
        refused(abi.encodePacked(ALLOW, hex"0000"), abi.encodeWithSelector(form, 0));
        refused(abi.encodePacked(ALLOW, hex"0000", hex"0002"), abi.encodeWithSelector(form, 2));
        refused(abi.encodePacked(ALLOW, hex"00000000", hex"0004"), abi.encodeWithSelector(form, 3));
        refused(abi.encodePacked(ALLOW, hex"01010000", hex"0004"), abi.encodeWithSelector(form, 1));
        // too many rates, views, tags
        refused(abi.encodePacked(ALLOW, hex"090000", hex"0003"), abi.encodeWithSelector(form, 0));
        refused(abi.encodePacked(ALLOW, hex"000900", hex"0003"), abi.encodeWithSelector(form, 1));
        refused(abi.encodePacked(ALLOW, hex"000011", hex"0003"), abi.encodeWithSelector(form, 2));
    }

    function test_refusesRatesThatMakeNoSense() public {
        bytes memory refusal = abi.encodeWithSelector(RuleManifest.BadRate.selector, 0);
        refused(artifact(ALLOW, rate(1, 0, 0, 0), "", ""), refusal);
        refused(artifact(ALLOW, rate(8, 0, 0, 1), "", ""), refusal);
        refused(artifact(ALLOW, rate(1, 2, 0, 1), "", ""), refusal);
        refused(artifact(ALLOW, rate(1, 0, 2, 1), "", ""), refusal);
    }

    function test_refusesViewsThatMakeNoSense() public {
        refused(artifact(ALLOW, "", view_(1, 0, ""), ""), abi.encodeWithSelector(RuleManifest.NotAModule.selector, MODULE));
        vm.etch(MODULE, hex"00");
        bytes memory refusal = abi.encodeWithSelector(RuleManifest.BadView.selector, 0);
        refused(artifact(ALLOW, "", view_(0, 0, ""), ""), refusal);
        refused(artifact(ALLOW, "", view_(100_001, 0, ""), ""), refusal);
        refused(artifact(ALLOW, "", view_(1, 5, hex"0101010101"), ""), refusal);
        refused(artifact(ALLOW, "", view_(1, 1, hex"07"), ""), refusal);
        refused(artifact(ALLOW, "", view_(1, 1, hex"00"), ""), abi.encodeWithSelector(RuleManifest.BadManifest.selector, 64));
    }

    /// The sets that need the most gas, with modules that burn all of theirs and counters that are written for the first
    /// time, leave the hook within the gas that it declares.
    function test_theDearestSetsStayWithinTheDeclaredGas() public {
        vm.etch(MODULE, hex"5b5f56");
        uint256 needed;
        for (uint256 i = 0; i < 8; ++i) {
            bytes memory set = dear(i);
            uint256 more = engine.check(set);
            bytes32 id = added(set);
            if (needed + more > engine.MAX_ACTIVE_GAS()) {
                vm.prank(Predeploys.TIMELOCK);
                vm.expectRevert(abi.encodeWithSelector(RuleEngine.ActiveGas.selector, needed + more, 700_000));
                engine.activate(id, 0);
                break;
            }
            needed += more;
            vm.prank(Predeploys.TIMELOCK);
            engine.activate(id, 0);
        }
        vm.assertLe(500_000, needed);
        TransactionContext memory long = from(ANN, 1);
        long.data = new bytes(128 * 1024);
        bytes memory request = abi.encodeCall(engine.validateTransaction, (context(), long));
        uint256 words = (request.length + 31) / 32;
        uint256 granted = engine.moduleMetadata().validateGas + 2 * (6 * words + words * words / 512);
        vm.prank(Predeploys.SYSTEM);
        (bool ok, bytes memory answer) = address(engine).call{gas: granted}(request);
        vm.assertTrue(ok);
        (bool allowed,) = abi.decode(answer, (bool, string));
        vm.assertTrue(allowed);
    }

    /// The longest manifest that fits: what the engine does around the program costs no more than the set declares, but for
    /// what it does for any set.
    function test_aFullManifestNeedsNoMoreThanItDeclares() public {
        vm.etch(MODULE, hex"5b5f56");
        bytes memory program;
        bytes memory rates;
        bytes memory views;
        bytes memory tags;
        for (uint8 i = 0; i < 8; ++i) {
            program = abi.encodePacked(program, hex"600160", uint8(96 + i), hex"53");
            rates = abi.encodePacked(rates, rate(7, 0, 1, 100));
            views = abi.encodePacked(views, view_(40_000, 4, new bytes(132)));
        }
        for (uint8 i = 0; i < 16; ++i) {
            program = abi.encodePacked(program, hex"600160", uint8(112 + i), hex"53");
            tags = abi.encodePacked(tags, bytes32("tag"));
        }
        bytes memory manifest = abi.encodePacked(uint8(8), rates, uint8(8), views, uint8(16), tags);
        bytes memory set = abi.encodePacked(program, ALLOW, manifest, uint16(manifest.length));
        uint256 needed = engine.check(set);
        decided(set);
        bytes memory request = abi.encodeCall(engine.validateTransaction, (context(), from(ANN, 1)));
        vm.prank(Predeploys.SYSTEM);
        uint256 before = gasleft();
        (bool ok,) = address(engine).call(request);
        uint256 used = before - gasleft();
        vm.assertTrue(ok);
        vm.assertLe(used, needed + 25_000);
    }

    /// A view that burns all it gets, rates that all count, tags that are all put.
    function dear(uint256 number) private pure returns (bytes memory) {
        bytes memory program = abi.encodePacked(hex"60", uint8(number), hex"600052");
        bytes memory rates;
        bytes memory tags;
        for (uint8 i = 0; i < 2; ++i) {
            program = abi.encodePacked(program, hex"600160", uint8(96 + i), hex"53");
            rates = abi.encodePacked(rates, rate(7, 0, 0, 100));
        }
        for (uint8 i = 0; i < 4; ++i) {
            program = abi.encodePacked(program, hex"600160", uint8(112 + i), hex"53");
            tags = abi.encodePacked(tags, bytes32("tag"));
        }
        return artifact(abi.encodePacked(program, ALLOW), rates, view_(number == 0 ? 100_000 : 10_000, 0, ""), tags);
    }

    // Help

    function rate(uint8 key, uint8 unit, uint8 measure, uint32 length) private pure returns (bytes memory) {
        return abi.encodePacked(key, unit, measure, length);
    }

    function view_(uint32 gas_, uint8 count, bytes memory arguments) private pure returns (bytes memory) {
        return abi.encodePacked(MODULE, bytes4(0x11223344), gas_, count, arguments);
    }

    /// A set with these rates and tags, and one view or none.
    function artifact(bytes memory program, bytes memory rates, bytes memory one, bytes memory tags)
        private
        pure
        returns (bytes memory)
    {
        bytes memory manifest = abi.encodePacked(
            uint8(rates.length / 7), rates, uint8(one.length == 0 ? 0 : 1), one, uint8(tags.length / 32), tags
        );
        return abi.encodePacked(program, manifest, uint16(manifest.length));
    }

    /// Denies where the first rate is above three, and counts by it.
    function limited(bytes memory rates) private pure returns (bytes memory) {
        bytes memory head = hex"60036110003511" hex"61001a" hex"57";
        return artifact(abi.encodePacked(head, COUNT, ALLOW, hex"5b60a06000f3"), rates, "", "");
    }

    function delayed(uint8 secs, uint8 blocks) private pure returns (bytes memory) {
        bytes memory program =
            abi.encodePacked(hex"6002600052", hex"60", secs, hex"602052", hex"60", blocks, hex"604052", hex"60a06000f3");
        return artifact(program, "", "", "");
    }

    function context() private view returns (BlockContext memory made) {
        (made.number, made.timestamp) = (block.number, block.timestamp);
    }

    function from(address sender, uint256 value) private pure returns (TransactionContext memory made) {
        (made.sender, made.to, made.value) = (sender, address(0xb), value);
    }

    function sent(address sender, address to, bytes memory data) private pure returns (TransactionContext memory made) {
        (made.sender, made.to, made.data) = (sender, to, data);
    }

    function counted(bytes32 id, TransactionContext memory about) private view returns (uint256) {
        (uint256[] memory rates,) = engine.inputs(id, context(), about);
        return rates[0];
    }

    function says(TransactionContext memory about, bool expected) private {
        vm.prank(Predeploys.SYSTEM);
        (bool allowed,) = engine.validateTransaction(context(), about);
        vm.assertTrue(allowed == expected);
    }

    function says(TransactionContext memory about, string memory expected) private {
        vm.prank(Predeploys.SYSTEM);
        (bool allowed, string memory reason) = engine.validateTransaction(context(), about);
        vm.assertFalse(allowed);
        vm.assertEq(reason, expected);
    }

    function added(bytes memory set) private returns (bytes32) {
        vm.prank(Predeploys.TIMELOCK);
        return engine.add("set", set);
    }

    /// Adds a set and has it asked behind the others.
    function decided(bytes memory set) private returns (bytes32 id) {
        id = added(set);
        uint256 last = engine.activeSets().length;
        vm.prank(Predeploys.TIMELOCK);
        engine.activate(id, last);
    }

    function retire(bytes32 id) private {
        vm.prank(Predeploys.TIMELOCK);
        engine.retire(id);
    }

    function refused(bytes memory set, bytes memory error_) private {
        vm.expectRevert(error_);
        engine.check(set);
    }
}
