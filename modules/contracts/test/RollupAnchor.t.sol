// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";
import {Release} from "../src/IReleaseHook.sol";
import {Predeploys} from "../src/Predeploys.sol";
import {RollupAnchor} from "../src/RollupAnchor.sol";
import {XaiModule} from "../src/XaiModule.sol";
import {AnchorReleaseHook} from "../src/hooks/AnchorReleaseHook.sol";
import {StateProof} from "../src/libraries/StateProof.sol";
import {Behind} from "./support/Behind.sol";
import {Proofs} from "./support/Proofs.sol";
import {vm} from "./support/Vm.sol";

/// Takes its bond, and asks for it again while it is paid.
contract Reentrant {
    RollupAnchor immutable anchor;
    uint256 immutable rollup;
    uint256 tries;

    constructor(RollupAnchor anchor_, uint256 rollup_) {
        (anchor, rollup) = (anchor_, rollup_);
    }

    function run() external {
        anchor.depositBond{value: address(this).balance}(rollup);
        anchor.withdrawBond(rollup);
        vm.assertEq(tries, 1);
    }

    receive() external payable {
        tries += 1;
        (bool again,) = address(anchor).call(abi.encodeCall(RollupAnchor.withdrawBond, (rollup)));
        vm.assertFalse(again);
    }
}

contract RollupAnchorTest {
    RollupAnchor constant anchor = RollupAnchor(Predeploys.ANCHOR);
    address constant POSTER = address(0xa11ce);
    address constant CHALLENGER = address(0xcafe);
    bytes32 constant ROOT = Proofs.STATE_ROOT;
    uint256 rollup;

    function setUp() public {
        vm.warp(1_700_000_000);
        bytes memory start = abi.encodeCall(RollupAnchor.initialize, (10));
        Behind.place(Predeploys.ANCHOR, address(new RollupAnchor()), start);
        address[] memory posters = new address[](1);
        address[] memory challengers = new address[](1);
        (posters[0], challengers[0]) = (POSTER, CHALLENGER);
        vm.prank(Predeploys.TIMELOCK);
        rollup = anchor.registerRollup("side", 100, posters, challengers);
    }

    function test_onlyGovernanceRegisters() public {
        address[] memory none;
        vm.expectRevert(abi.encodeWithSelector(XaiModule.NotGovernance.selector, address(this)));
        anchor.registerRollup("other", 100, none, none);
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert(abi.encodeWithSelector(RollupAnchor.WindowTooShort.selector, 9, 10));
        anchor.registerRollup("other", 9, none, none);
        vm.expectRevert(abi.encodeWithSelector(XaiModule.NotGovernance.selector, address(this)));
        anchor.setPoster(rollup, address(this), true);
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert(abi.encodeWithSelector(RollupAnchor.NoSuchRollup.selector, 7));
        anchor.setPoster(7, address(this), true);
    }

    function test_commitmentsComeInOrderFromPosters() public {
        vm.expectRevert(abi.encodeWithSelector(RollupAnchor.NotPoster.selector, address(this)));
        anchor.post(rollup, 0, 1, 0, ROOT);
        post(0, 5);
        refusesPost(0, 6, ROOT, abi.encodeWithSelector(RollupAnchor.OutOfSequence.selector, 0, 1));
        refusesPost(2, 6, ROOT, abi.encodeWithSelector(RollupAnchor.OutOfSequence.selector, 2, 1));
        refusesPost(1, 5, ROOT, abi.encodeWithSelector(RollupAnchor.BlockNotRising.selector, 5, 5));
        refusesPost(1, 6, 0, abi.encodeWithSelector(RollupAnchor.RootIsZero.selector));
        vm.prank(Predeploys.TIMELOCK);
        anchor.setActive(rollup, false);
        refusesPost(1, 6, ROOT, abi.encodeWithSelector(RollupAnchor.RollupInactive.selector, rollup));
    }

    function test_finalAfterTheWindowOnly() public {
        post(0, 1);
        uint256 until = block.timestamp + 100;
        vm.warp(until - 1);
        post(1, 2);
        vm.expectRevert(abi.encodeWithSelector(RollupAnchor.WindowOpen.selector, until));
        anchor.finalize(rollup, 0);
        vm.warp(until);
        vm.expectRevert(abi.encodeWithSelector(RollupAnchor.WindowOpen.selector, until + 99));
        anchor.finalize(rollup, 1);
        anchor.finalize(rollup, 0);
        vm.expectRevert(abi.encodeWithSelector(RollupAnchor.AlreadyFinal.selector, 0, 1));
        anchor.finalize(rollup, 0);
        vm.expectRevert(abi.encodeWithSelector(RollupAnchor.NoSuchCommitment.selector, rollup, 2));
        anchor.finalize(rollup, 2);
        (, bool isFinal) = anchor.commitment(rollup, 0);
        vm.assertTrue(isFinal);
        (, isFinal) = anchor.commitment(rollup, 1);
        vm.assertFalse(isFinal);
    }

    function test_aFallenCommitmentTakesTheLaterOnesAlong() public {
        for (uint64 i = 0; i < 5; ++i) post(i, i + 1);
        vm.expectRevert(abi.encodeWithSelector(RollupAnchor.NotChallenger.selector, address(this)));
        anchor.challenge(rollup, 3, "");
        vm.assertEq(anchor.commitments(rollup, 3, 9).length, 2);
        vm.assertEq(anchor.commitments(rollup, 3, 9)[1].blockNumber, 5);
        vm.assertEq(anchor.commitments(rollup, 6, 9).length, 0);
        challenge(3);
        vm.prank(CHALLENGER);
        vm.expectRevert(abi.encodeWithSelector(RollupAnchor.ChallengeNotLower.selector, 4, 3));
        anchor.challenge(rollup, 4, "");
        challenge(2);
        vm.warp(block.timestamp + 100);
        vm.expectRevert(abi.encodeWithSelector(RollupAnchor.UnderChallenge.selector, 2));
        anchor.finalize(rollup, 4);
        anchor.finalize(rollup, 1);
        resolve(false);
        (RollupAnchor.Rollup memory found, bool challenged,) = anchor.rollupState(rollup);
        vm.assertEq(found.count, 2);
        vm.assertFalse(challenged);
        post(2, 3);
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert(abi.encodeWithSelector(RollupAnchor.NotChallenged.selector, rollup));
        anchor.resolve(rollup, true);
    }

    function test_aFailedChallengeGivesLaterOnesAWholeWindow() public {
        for (uint64 i = 0; i < 3; ++i) post(i, i + 1);
        challenge(2);
        challenge(1);
        vm.warp(block.timestamp + 1000);
        resolve(true);
        uint256 until = block.timestamp + 100;
        (, bool challenged, uint256 lowest) = anchor.rollupState(rollup);
        vm.assertTrue(challenged);
        vm.assertEq(lowest, 2);
        vm.expectRevert(abi.encodeWithSelector(RollupAnchor.WindowOpen.selector, until));
        anchor.finalize(rollup, 1);
        // Commitment 2 could not be challenged by others meanwhile; now it can fall, or its window runs again.
        vm.warp(until);
        anchor.finalize(rollup, 1);
        vm.prank(CHALLENGER);
        vm.expectRevert(abi.encodeWithSelector(RollupAnchor.AlreadyFinal.selector, 1, 2));
        anchor.challenge(rollup, 1, "");
        resolve(true);
        vm.warp(block.timestamp + 100);
        anchor.finalize(rollup, 2);
    }

    function test_provesAgainstFinalCommitmentsOnly() public {
        post(0, 1);
        vm.expectRevert(abi.encodeWithSelector(RollupAnchor.NotFinal.selector, 0, 0));
        anchor.verifyAccount(rollup, 0, Proofs.CONTRACT, Proofs.contractAccount());
        vm.warp(block.timestamp + 100);
        anchor.finalize(rollup, 0);
        StateProof.Account memory found =
            anchor.verifyAccount(rollup, 0, Proofs.CONTRACT, Proofs.contractAccount());
        vm.assertEq(found.storageRoot, Proofs.CONTRACT_STORAGE_ROOT);
        uint256 value = anchor.verifyStorage(
            rollup, 0, Proofs.CONTRACT, bytes32(uint256(7)), Proofs.contractAccount(), Proofs.slot7()
        );
        vm.assertEq(value, 0x107);
        value = anchor.verifyStorage(rollup, 0, Proofs.ABSENT, 0, Proofs.absentAccount(), new bytes[](0));
        vm.assertEq(value, 0);
        // Another account's storage is not this account's.
        vm.expectRevert(abi.encodeWithSelector(StateProof.InvalidProof.selector, "the trie is empty, the proof is not"));
        anchor.verifyStorage(rollup, 0, Proofs.EXTERNAL, bytes32(uint256(7)), Proofs.externalAccount(), Proofs.slot7());
        vm.expectRevert(abi.encodeWithSelector(StateProof.InvalidProof.selector, "the account does not exist"));
        anchor.verifyStorage(rollup, 0, Proofs.ABSENT, bytes32(uint256(7)), Proofs.absentAccount(), Proofs.slot7());
    }

    /// That it allows what the outbox holds is shown on a running node, by test/modules.
    function test_theReleaseHookRefusesWhatTheOutboxLacks() public {
        post(0, 1);
        vm.warp(block.timestamp + 100);
        anchor.finalize(rollup, 0);
        AnchorReleaseHook hook = new AnchorReleaseHook(rollup, 7, Proofs.ABSENT, 0);
        Release memory wanted = Release(7, bytes32(uint256(1)), POSTER, 1, block.timestamp);
        bytes memory proof = abi.encode(uint256(0), Proofs.absentAccount(), new bytes[](0));
        (bool allowed, string memory reason) = hook.checkRelease(wanted, proof);
        vm.assertFalse(allowed);
        vm.assertEq(reason, "the rollup's outbox holds no such message");
        wanted.sourceChain = 8;
        (allowed, reason) = hook.checkRelease(wanted, proof);
        vm.assertFalse(allowed);
        vm.assertEq(reason, "the release is of another chain");
        vm.expectRevert();
        hook.checkRelease(Release(7, bytes32(uint256(1)), POSTER, 1, block.timestamp), "");
    }

    function test_postersNeedABondThatStaysUntilAllIsFinal() public {
        vm.prank(Predeploys.TIMELOCK);
        anchor.setBond(rollup, 2 ether);
        refusesPost(0, 1, ROOT, abi.encodeWithSelector(RollupAnchor.BondTooSmall.selector, 0, 2 ether));
        bond(1 ether);
        refusesPost(0, 1, ROOT, abi.encodeWithSelector(RollupAnchor.BondTooSmall.selector, 1 ether, 2 ether));
        bond(1 ether);
        post(0, 1);
        post(1, 2);
        refusesWithdrawal(abi.encodeWithSelector(RollupAnchor.BondBound.selector, 2, 0));
        vm.warp(block.timestamp + 100);
        anchor.finalize(rollup, 0);
        refusesWithdrawal(abi.encodeWithSelector(RollupAnchor.BondBound.selector, 2, 1));
        anchor.finalize(rollup, 1);
        vm.prank(POSTER);
        vm.assertEq(anchor.withdrawBond(rollup), 2 ether);
        vm.assertEq(POSTER.balance, 2 ether);
        refusesWithdrawal(abi.encodeWithSelector(RollupAnchor.NothingHeld.selector, POSTER));
        vm.expectRevert(abi.encodeWithSelector(XaiModule.NotGovernance.selector, address(this)));
        anchor.setBond(rollup, 0);
    }

    function test_whatFallsCostsItsPosterTheBond() public {
        bond(2 ether);
        post(0, 1);
        post(1, 2);
        challenge(1);
        resolve(false);
        vm.assertEq(anchor.bondOf(rollup, POSTER), 0);
        vm.assertEq(anchor.creditOf(CHALLENGER), 1 ether);
        vm.assertEq(anchor.creditOf(Predeploys.TREASURY), 1 ether);
        vm.assertEq(anchor.payCredit(CHALLENGER), 1 ether);
        vm.assertEq(CHALLENGER.balance, 1 ether);
        anchor.payCredit(Predeploys.TREASURY);
        vm.assertEq(Predeploys.TREASURY.balance, 1 ether);
        vm.expectRevert(abi.encodeWithSelector(RollupAnchor.NothingHeld.selector, CHALLENGER));
        anchor.payCredit(CHALLENGER);
        // A challenge that fails costs nobody anything.
        bond(1 ether);
        challenge(0);
        resolve(true);
        vm.assertEq(anchor.bondOf(rollup, POSTER), 1 ether);
    }

    function test_aHeaderDisprovesWhatContradictsIt() public {
        bond(1 ether);
        bytes memory header = headerOf(ROOT, 7);
        bytes32 hash = keccak256(header);
        postBlock(0, 7, hash, ROOT);
        vm.expectRevert(RollupAnchor.HeaderAgrees.selector);
        anchor.disprove(rollup, 0, header);
        postBlock(1, 8, hash, ROOT);
        postBlock(2, 9, hash, ROOT);
        bytes memory other = headerOf(ROOT, 8);
        vm.expectRevert(abi.encodeWithSelector(RollupAnchor.NotTheHeader.selector, keccak256(other), hash));
        anchor.disprove(rollup, 1, other);
        // Anybody may, and no vote is needed; what came after it goes too, what stood before it stays.
        vm.prank(address(0xf00d));
        anchor.disprove(rollup, 1, header);
        (RollupAnchor.Rollup memory found,,) = anchor.rollupState(rollup);
        vm.assertEq(found.count, 1);
        vm.assertEq(anchor.creditOf(address(0xf00d)), 0.5 ether);
        // Another root than the header's.
        postBlock(1, 8, keccak256(headerOf(ROOT, 8)), bytes32(uint256(1)));
        anchor.disprove(rollup, 1, headerOf(ROOT, 8));
        // Nor can it be done twice, or to what is final.
        vm.expectRevert(abi.encodeWithSelector(RollupAnchor.NoSuchCommitment.selector, rollup, 1));
        anchor.disprove(rollup, 1, headerOf(ROOT, 8));
        vm.warp(block.timestamp + 100);
        anchor.finalize(rollup, 0);
        vm.expectRevert(abi.encodeWithSelector(RollupAnchor.AlreadyFinal.selector, 0, 1));
        anchor.disprove(rollup, 0, header);
    }

    function test_anOpenChallengeIsDisprovedFromBelow() public {
        bytes memory header = headerOf(ROOT, 99);
        for (uint64 i = 0; i < 4; ++i) postBlock(i, i + 1, keccak256(header), ROOT);
        challenge(2);
        vm.expectRevert(abi.encodeWithSelector(RollupAnchor.ChallengeNotLower.selector, 3, 2));
        anchor.disprove(rollup, 3, header);
        anchor.disprove(rollup, 1, header);
        (RollupAnchor.Rollup memory found, bool challenged,) = anchor.rollupState(rollup);
        vm.assertEq(found.count, 1);
        vm.assertFalse(challenged);
    }

    function testFuzz_noHeaderBreaksIt(bytes calldata noise) public {
        postBlock(0, 1, keccak256(noise), ROOT);
        try anchor.disprove(rollup, 0, noise) {} catch {}
    }

    function test_aBondCannotBeTakenTwiceInOneCall() public {
        Reentrant thief = new Reentrant(anchor, rollup);
        bond(1 ether);
        vm.deal(address(thief), 1 ether);
        thief.run();
        vm.assertEq(address(thief).balance, 1 ether);
        vm.assertEq(address(anchor).balance, 1 ether);
    }

    /// Whatever posters, challengers and governance do in whatever order: what is final was there for a whole window, and
    /// stays as it is.
    function testFuzz_whatIsFinalStays(uint256[24] calldata moves) public {
        bytes32[] memory fixedRoots = new bytes32[](moves.length);
        uint256 fixedCount;
        for (uint256 i = 0; i < moves.length; ++i) {
            uint256 choice = moves[i] % 8;
            uint256 pick = (moves[i] >> 8) % 8;
            (RollupAnchor.Rollup memory before,,) = anchor.rollupState(rollup);
            if (choice < 3) {
                vm.prank(POSTER);
                // A former block's number may come again after a fall.
                anchor.post(rollup, before.count, uint64(1000 * (i + 1)), 0, keccak256(abi.encode(moves[i], i)));
            } else if (choice == 3) {
                vm.prank(CHALLENGER);
                try anchor.challenge(rollup, pick, "") {} catch {}
            } else if (choice == 4) {
                vm.prank(Predeploys.TIMELOCK);
                try anchor.resolve(rollup, moves[i] >> 16 & 1 == 1) {} catch {}
            } else if (choice == 5) {
                vm.warp(block.timestamp + (moves[i] >> 16) % 150);
            } else {
                try anchor.finalize(rollup, pick) {
                    for (uint256 j = fixedCount; j <= pick; ++j) {
                        (RollupAnchor.Commitment memory done, bool isFinal) = anchor.commitment(rollup, j);
                        vm.assertTrue(isFinal);
                        vm.assertGe(block.timestamp, done.postedAt + 100);
                        fixedRoots[j] = done.stateRoot;
                    }
                    fixedCount = pick + 1;
                } catch {}
            }
            (RollupAnchor.Rollup memory now_, bool challenged, uint256 lowest) = anchor.rollupState(rollup);
            vm.assertEq(now_.finalCount, fixedCount);
            vm.assertGe(now_.count, fixedCount);
            if (challenged) vm.assertGe(lowest, fixedCount);
            for (uint256 j = 0; j < fixedCount; ++j) {
                (RollupAnchor.Commitment memory held,) = anchor.commitment(rollup, j);
                vm.assertEq(held.stateRoot, fixedRoots[j]);
            }
        }
    }

    function post(uint256 index, uint64 number) private {
        vm.prank(POSTER);
        anchor.post(rollup, index, number, bytes32(uint256(number)), ROOT);
    }

    function postBlock(uint256 index, uint64 number, bytes32 hash, bytes32 root) private {
        vm.prank(POSTER);
        anchor.post(rollup, index, number, hash, root);
    }

    function bond(uint256 amount) private {
        vm.deal(POSTER, amount);
        vm.prank(POSTER);
        anchor.depositBond{value: amount}(rollup);
    }

    function refusesWithdrawal(bytes memory reason) private {
        vm.prank(POSTER);
        vm.expectRevert(reason);
        anchor.withdrawBond(rollup);
    }

    /// A header as RLP, as far as it is looked at.
    function headerOf(bytes32 root, uint256 number) private pure returns (bytes memory) {
        bytes[] memory fields = new bytes[](15);
        for (uint256 i = 0; i < fields.length; ++i) fields[i] = RLP.encode(bytes32(i));
        (fields[3], fields[8]) = (RLP.encode(root), RLP.encode(number));
        return RLP.encode(fields);
    }

    function refusesPost(uint256 index, uint64 number, bytes32 root, bytes memory reason) private {
        vm.prank(POSTER);
        vm.expectRevert(reason);
        anchor.post(rollup, index, number, 0, root);
    }

    function challenge(uint256 index) private {
        vm.prank(CHALLENGER);
        anchor.challenge(rollup, index, "wrong root");
    }

    function resolve(bool stands) private {
        vm.prank(Predeploys.TIMELOCK);
        anchor.resolve(rollup, stands);
    }
}
