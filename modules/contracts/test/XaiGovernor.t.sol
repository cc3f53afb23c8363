// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {AuditorRegistry} from "../src/AuditorRegistry.sol";
import {Module, ModuleStatus} from "../src/IModuleRegistry.sol";
import {ModuleRegistry} from "../src/ModuleRegistry.sol";
import {Predeploys} from "../src/Predeploys.sol";
import {ProtocolParameters} from "../src/ProtocolParameters.sol";
import {XaiGovernor, XaiSettings, XaiState} from "../src/XaiGovernor.sol";
import {XaiProxy} from "../src/XaiProxy.sol";
import {Counter, CounterTwo, Governance} from "./support/Governance.sol";
import {bound, vm} from "./support/Vm.sol";

contract XaiGovernorTest is Governance {
    uint256 constant KEY = 0xa11ce;

    function setUp() public override {
        super.setUp();
        stake(ANN, 100 ether);
        stake(BOB, 40 ether);
        pass(1);
    }

    function gasLimitDraft(uint256 value) internal pure returns (Draft memory) {
        return draft(
            Predeploys.PARAMETERS, abi.encodeCall(ProtocolParameters.schedule, ("blockGasLimit", value, 0))
        );
    }

    function expectState(uint256 id, XaiState wanted) internal view {
        vm.assertEq(uint256(governor.xaiState(id)), uint256(wanted));
    }

    /// Registers a counter as the module "counter" and switches it on.
    function placeCounter() internal returns (Counter counter) {
        Counter implementation = new Counter();
        counter = Counter(address(new XaiProxy(address(implementation), abi.encodeCall(Counter.initialize, (7)))));
        bytes32 codeHash = address(implementation).codehash;
        attest(codeHash);
        Draft memory d = draft(
            Predeploys.REGISTRY, abi.encodeCall(ModuleRegistry.register, ("counter", address(counter), codeHash))
        );
        enact(win(d));
        d = draft(Predeploys.REGISTRY, abi.encodeCall(ModuleRegistry.activate, ("counter")));
        enact(win(d));
    }

    function upgradeDraft(address implementation) internal view returns (Draft memory) {
        return draft(
            Predeploys.REGISTRY,
            abi.encodeCall(
                ModuleRegistry.upgrade,
                ("counter", implementation, implementation.codehash, abi.encodeCall(CounterTwo.reinitialize, ()))
            )
        );
    }

    // The way of a proposal

    function test_goesThroughEveryStateAndChangesTheParameter() public {
        Draft memory d = gasLimitDraft(20_000_000);
        uint256 id = submit(ANN, d);
        expectState(id, XaiState.Pending);
        pass(DELAY + 1);
        expectState(id, XaiState.Active);
        vm.prank(ANN);
        governor.castVoteWithReason(id, 1, "more room");
        vote(BOB, id, 2);
        pass(PERIOD + 1);
        expectState(id, XaiState.Succeeded);
        governor.queue(id);
        expectState(id, XaiState.Queued);
        vm.expectRevert();
        governor.execute(id);
        pass(TIMELOCK_DELAY + 1);
        governor.execute(id);
        expectState(id, XaiState.Executed);
        vm.assertEq(protocol.get("blockGasLimit"), 0);
        vm.roll(block.number + 1);
        vm.assertEq(protocol.get("blockGasLimit"), 20_000_000);
        vm.assertEq(protocol.generation(), 1);
        (uint256 against, uint256 for_, uint256 abstain) = governor.proposalVotes(id);
        vm.assertEq(against, 0);
        vm.assertEq(for_, 100 ether);
        vm.assertEq(abstain, 40 ether);
    }

    function test_isDefeatedWithoutQuorumOrWithMoreAgainst() public {
        uint256 id = submit(ANN, gasLimitDraft(1));
        pass(DELAY + 1);
        pass(PERIOD + 1);
        expectState(id, XaiState.Defeated);
        Draft memory d = gasLimitDraft(2);
        id = submit(ANN, d);
        pass(DELAY + 1);
        vote(BOB, id, 1);
        vote(ANN, id, 0);
        pass(PERIOD + 1);
        expectState(id, XaiState.Defeated);
        vm.expectRevert();
        governor.queue(id);
    }

    function test_expiresWhenNobodyQueuesOrExecutes() public {
        uint256 id = win(gasLimitDraft(1));
        vm.expectRevert(abi.encodeWithSelector(XaiGovernor.NotExpired.selector, id));
        governor.expire(id);
        pass(501);
        expectState(id, XaiState.Expired);
        vm.expectRevert();
        governor.queue(id);
        governor.expire(id);
        expectState(id, XaiState.Expired);

        id = win(gasLimitDraft(2));
        governor.queue(id);
        pass(TIMELOCK_DELAY + 501);
        expectState(id, XaiState.Expired);
        governor.expire(id);
        expectState(id, XaiState.Expired);
        vm.expectRevert();
        governor.execute(id);
    }

    function test_proposerMayCancelUntilTheVoteIsOver() public {
        Draft memory d = gasLimitDraft(1);
        uint256 id = submit(ANN, d);
        vm.prank(EVE);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorUnableToCancel.selector, id, EVE));
        governor.cancel(id);
        pass(DELAY + 1);
        vm.prank(ANN);
        governor.cancel(id);
        expectState(id, XaiState.Cancelled);
        d.description = "another";
        id = win(d);
        vm.prank(ANN);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorUnableToCancel.selector, id, ANN));
        governor.cancel(id);
    }

    function test_quorumReachedLateLeavesTimeToAnswer() public {
        uint256 id = submit(ANN, gasLimitDraft(1));
        pass(DELAY + 1);
        pass(PERIOD - 2);
        vote(ANN, id, 1);
        pass(10);
        expectState(id, XaiState.Active);
        pass(15);
        expectState(id, XaiState.Succeeded);
    }

    // Code

    function test_upgradeNeedsItsAuditsThenSwapsAndRollsBack() public {
        Counter counter = placeCounter();
        counter.add();
        CounterTwo next = new CounterTwo();
        bytes32 codeHash = address(next).codehash;
        Module memory former = registry.module("counter");
        uint256 id = win(upgradeDraft(address(next)));
        expectState(id, XaiState.Succeeded);
        vm.expectRevert(abi.encodeWithSelector(XaiGovernor.NotAudited.selector, id, codeHash));
        governor.queue(id);
        vm.prank(FIRST_AUDITOR);
        auditors.attest(codeHash, keccak256("one"));
        expectState(id, XaiState.Succeeded);
        attest(codeHash);
        expectState(id, XaiState.Audited);
        enact(id);
        expectState(id, XaiState.Executed);

        Module memory now_ = registry.module("counter");
        vm.assertEq(now_.version, "2.0.0");
        vm.assertEq(now_.implementation, address(next));
        vm.assertEq(now_.codeHash, codeHash);
        vm.assertTrue(now_.auditHash != 0);
        vm.assertEq(CounterTwo(address(counter)).version(), 2);
        vm.assertEq(counter.count(), 7);
        vm.assertEq(counter.parameter("step"), 50);

        // One auditor's doubt is not enough, two are.
        vm.prank(FIRST_AUDITOR);
        auditors.objectTo(id, "it counts wrongly");
        vm.prank(EVE);
        vm.expectRevert(abi.encodeWithSelector(XaiGovernor.NotEntitledToRollBack.selector, EVE));
        governor.rollBack(id);
        vm.prank(SECOND_AUDITOR);
        auditors.objectTo(id, "so it does");
        vm.prank(EVE);
        governor.rollBack(id);
        expectState(id, XaiState.RolledBack);
        now_ = registry.module("counter");
        vm.assertEq(now_.implementation, former.implementation);
        vm.assertEq(now_.codeHash, former.codeHash);
        vm.assertEq(now_.auditHash, former.auditHash);
        vm.assertEq(now_.version, "1.0.0");
        vm.assertEq(counter.parameter("step"), 7);
        vm.assertEq(counter.count(), 7);
        vm.expectRevert();
        governor.rollBack(id);
    }

    function test_anAttestationRevokedWhileQueuedStopsTheUpgrade() public {
        placeCounter();
        CounterTwo next = new CounterTwo();
        attest(address(next).codehash);
        uint256 id = win(upgradeDraft(address(next)));
        governor.queue(id);
        vm.prank(FIRST_AUDITOR);
        auditors.revoke(address(next).codehash);
        pass(TIMELOCK_DELAY + 1);
        vm.expectRevert(abi.encodeWithSelector(ModuleRegistry.NotAudited.selector, address(next).codehash));
        governor.execute(id);
        expectState(id, XaiState.Queued);
    }

    /// A proposal that hides the upgrade inside another call passes the governor and fails at the registry.
    function test_auditsCannotBeGoneAroundThroughTheTimelock() public {
        placeCounter();
        CounterTwo next = new CounterTwo();
        Draft memory hidden = upgradeDraft(address(next));
        Draft memory d = draft(
            Predeploys.TIMELOCK,
            abi.encodeWithSignature("grantRole(bytes32,address)", keccak256("PROPOSER_ROLE"), ANN)
        );
        enact(win(d));
        d = draft(
            Predeploys.TIMELOCK,
            abi.encodeWithSignature("grantRole(bytes32,address)", keccak256("EXECUTOR_ROLE"), ANN)
        );
        enact(win(d));
        vm.prank(ANN);
        timelock.schedule(Predeploys.REGISTRY, 0, hidden.calldatas[0], 0, 0, TIMELOCK_DELAY);
        pass(TIMELOCK_DELAY + 1);
        vm.prank(ANN);
        vm.expectRevert(abi.encodeWithSelector(ModuleRegistry.NotAudited.selector, address(next).codehash));
        timelock.execute(Predeploys.REGISTRY, 0, hidden.calldatas[0], 0, 0);
    }

    function test_rollsBackParametersByAnotherProposalWithinTheWindow() public {
        uint256 id = win(gasLimitDraft(20_000_000));
        enact(id);
        pass(5);
        Draft memory d = draft(Predeploys.GOVERNOR, abi.encodeCall(XaiGovernor.rollBack, (id)));
        d.description = "back";
        uint256 back = win(d);
        enact(back);
        expectState(id, XaiState.RolledBack);
        vm.roll(block.number + 1);
        vm.assertEq(protocol.get("blockGasLimit"), 0);
        vm.assertEq(protocol.generation(), 2);
    }

    function test_rollbackEndsWithItsWindowAndYieldsToLaterChanges() public {
        uint256 first = win(gasLimitDraft(20_000_000));
        enact(first);
        uint256 second = win(gasLimitDraft(25_000_000));
        enact(second);
        vm.prank(FIRST_AUDITOR);
        auditors.objectTo(first, "");
        vm.prank(SECOND_AUDITOR);
        auditors.objectTo(first, "");
        vm.expectRevert(abi.encodeWithSelector(ProtocolParameters.Overtaken.selector, 0));
        governor.rollBack(first);
        vm.prank(FIRST_AUDITOR);
        auditors.objectTo(second, "");
        vm.prank(SECOND_AUDITOR);
        auditors.objectTo(second, "");
        governor.rollBack(second);
        vm.roll(block.number + 1);
        vm.assertEq(protocol.get("blockGasLimit"), 20_000_000);
        // What overtook it is gone, so the first can go too, until its window closes.
        pass(1_001);
        vm.expectRevert();
        governor.rollBack(first);
        expectState(first, XaiState.Executed);
    }

    function test_aProposalWithNothingToTakeBackCannotBeRolledBack() public {
        Draft memory d = draft(Predeploys.AUDITORS, abi.encodeCall(AuditorRegistry.addAuditor, (EVE)));
        uint256 id = win(d);
        enact(id);
        vm.assertTrue(auditors.isAuditor(EVE));
        vm.prank(FIRST_AUDITOR);
        auditors.objectTo(id, "");
        vm.prank(EVE);
        auditors.objectTo(id, "");
        vm.expectRevert(abi.encodeWithSelector(ModuleRegistry.NothingToRollBack.selector, id));
        governor.rollBack(id);
    }

    // Voters

    function test_stakeAfterTheSnapshotDoesNotCount() public {
        uint256 id = submit(ANN, gasLimitDraft(1));
        pass(DELAY + 1);
        stake(EVE, 900 ether);
        vote(EVE, id, 0);
        (uint256 against,,) = governor.proposalVotes(id);
        vm.assertEq(against, 0);
    }

    function test_votesThatMoveOnAreCountedOnce() public {
        uint256 id = submit(ANN, gasLimitDraft(1));
        pass(DELAY + 1);
        vote(ANN, id, 1);
        vm.prank(ANN);
        staking.delegate(EVE);
        vote(EVE, id, 1);
        (, uint256 for_,) = governor.proposalVotes(id);
        vm.assertEq(for_, 100 ether);
        vm.prank(ANN);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorAlreadyCastVote.selector, ANN));
        governor.castVote(id, 0);
    }

    function test_voteCapLimitsOneVoterFromTheNextSnapshotOn() public {
        XaiSettings memory settings = XaiSettings(1_000, 2_500, 500, 500, 1_000);
        uint256 before = submit(ANN, gasLimitDraft(1));
        Draft memory d = draft(Predeploys.GOVERNOR, abi.encodeCall(XaiGovernor.setXaiSettings, (settings)));
        enact(win(d));
        uint256 id = submit(ANN, gasLimitDraft(2));
        pass(DELAY + 1);
        vote(ANN, id, 1);
        (, uint256 for_,) = governor.proposalVotes(id);
        vm.assertEq(for_, 35 ether);
        vm.assertEq(governor.getVotes(ANN, governor.proposalSnapshot(before)), 100 ether);
        vm.prank(ANN);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorOnlyExecutor.selector, ANN));
        governor.setXaiSettings(settings);
    }

    function test_aVoteBySignatureCountsOnce() public {
        address voter = vm.addr(KEY);
        vm.deal(voter, 10 ether);
        stake(voter, 10 ether);
        pass(1);
        uint256 id = submit(ANN, gasLimitDraft(1));
        uint256 other = submit(ANN, gasLimitDraft(2));
        pass(DELAY + 1);
        bytes memory signature = signBallot(id, 1, voter, 0, block.chainid);
        governor.castVoteBySig(id, 1, voter, signature);
        (, uint256 for_,) = governor.proposalVotes(id);
        vm.assertEq(for_, 10 ether);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorInvalidSignature.selector, voter));
        governor.castVoteBySig(id, 1, voter, signature);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorInvalidSignature.selector, voter));
        governor.castVoteBySig(other, 1, voter, signature);
        bytes memory elsewhere = signBallot(other, 1, voter, 1, block.chainid + 1);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorInvalidSignature.selector, voter));
        governor.castVoteBySig(other, 1, voter, elsewhere);
        bytes memory turned = signBallot(other, 0, voter, 1, block.chainid);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorInvalidSignature.selector, voter));
        governor.castVoteBySig(other, 1, voter, turned);
    }

    function signBallot(uint256 id, uint8 support, address voter, uint256 nonce, uint256 chain)
        internal
        view
        returns (bytes memory)
    {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("XaiGovernor"),
                keccak256("1"),
                chain,
                address(governor)
            )
        );
        bytes32 ballot = keccak256(abi.encode(governor.BALLOT_TYPEHASH(), id, support, voter, nonce));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, keccak256(abi.encodePacked(hex"1901", domain, ballot)));
        return abi.encodePacked(r, s, v);
    }

    // Bad proposals

    function test_malformedProposalsAreRefused() public {
        Draft memory d = gasLimitDraft(1);
        vm.prank(EVE);
        vm.expectRevert(
            abi.encodeWithSelector(IGovernor.GovernorInsufficientProposerVotes.selector, EVE, 0, 1 ether)
        );
        governor.propose(d.targets, d.values, d.calldatas, d.description);

        vm.prank(ANN);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorInvalidProposalLength.selector, 1, 0, 1));
        governor.propose(d.targets, d.values, new bytes[](0), d.description);

        vm.prank(ANN);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorInvalidProposalLength.selector, 0, 0, 0));
        governor.propose(new address[](0), new uint256[](0), new bytes[](0), "nothing");

        Draft memory nowhere = draft(address(0xdead), hex"12345678");
        vm.prank(ANN);
        vm.expectRevert(abi.encodeWithSelector(XaiGovernor.ActionWithoutContract.selector, address(0xdead)));
        governor.propose(nowhere.targets, nowhere.values, nowhere.calldatas, "nowhere");

        vm.prank(ANN);
        vm.expectRevert(XaiGovernor.ProposalTooLarge.selector);
        governor.propose(new address[](33), new uint256[](33), new bytes[](33), "many");

        vm.prank(ANN);
        vm.expectRevert(XaiGovernor.ProposalTooLarge.selector);
        governor.propose(d.targets, d.values, d.calldatas, string(new bytes(65_537)));

        uint256 id = submit(ANN, d);
        vm.prank(ANN);
        vm.expectRevert();
        governor.propose(d.targets, d.values, d.calldatas, d.description);
        expectState(id, XaiState.Pending);
        vm.expectRevert();
        governor.xaiState(12345);
    }

    function test_nobodyElseActsAsTheTimelock() public {
        bytes32[3] memory roles =
            [keccak256("PROPOSER_ROLE"), keccak256("EXECUTOR_ROLE"), keccak256("CANCELLER_ROLE")];
        for (uint256 i = 0; i < roles.length; ++i) {
            vm.assertTrue(timelock.hasRole(roles[i], Predeploys.GOVERNOR));
            vm.assertFalse(timelock.hasRole(roles[i], address(0)));
        }
        vm.prank(EVE);
        vm.expectRevert();
        timelock.schedule(Predeploys.REGISTRY, 0, "", 0, 0, TIMELOCK_DELAY);
        (bool ok,) = address(governor).call{value: 1}("");
        vm.assertFalse(ok);
    }

    function testFuzz_whoHasMoreDecides(uint96 yes, uint96 no) public {
        uint256 a = bound(yes, 1, 800 ether);
        uint256 b = bound(no, 1, 800 ether);
        stake(BOB, a);
        stake(EVE, b);
        pass(1);
        uint256 id = submit(ANN, gasLimitDraft(3));
        pass(DELAY + 1);
        vote(BOB, id, 1);
        vote(EVE, id, 0);
        pass(PERIOD + 1);
        bool wins = a + 40 ether > b && (a + 40 ether) * 10 >= a + b + 140 ether;
        expectState(id, wins ? XaiState.Succeeded : XaiState.Defeated);
    }
}
