// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AuditorRegistry} from "../src/AuditorRegistry.sol";
import {Predeploys} from "../src/Predeploys.sol";
import {XaiModule} from "../src/XaiModule.sol";
import {Governance} from "./support/Governance.sol";
import {vm} from "./support/Vm.sol";

contract AuditorRegistryTest is Governance {
    bytes32 constant CODE = keccak256("code");

    function test_countsAuditorsOfToday() public {
        vm.assertFalse(auditors.isAttested(CODE));
        vm.assertEq(auditors.auditHash(CODE), bytes32(0));
        attest(CODE);
        vm.assertTrue(auditors.isAttested(CODE));
        vm.assertFalse(auditors.isAttested(keccak256("other code")));
        bytes32 both = auditors.auditHash(CODE);
        vm.prank(Predeploys.TIMELOCK);
        auditors.removeAuditor(FIRST_AUDITOR);
        vm.assertFalse(auditors.isAttested(CODE));
        vm.assertTrue(auditors.auditHash(CODE) != both);
        vm.prank(FIRST_AUDITOR);
        vm.expectRevert(abi.encodeWithSelector(AuditorRegistry.NotAuditor.selector, FIRST_AUDITOR));
        auditors.attest(CODE, keccak256("report"));
    }

    function test_attestingTwiceCountsOnceAndCanBeRevoked() public {
        vm.prank(FIRST_AUDITOR);
        auditors.attest(CODE, keccak256("one"));
        vm.prank(FIRST_AUDITOR);
        auditors.attest(CODE, keccak256("two"));
        vm.assertFalse(auditors.isAttested(CODE));
        (address[] memory who, bytes32[] memory reports) = auditors.attestationsOf(CODE);
        vm.assertEq(who.length, 1);
        vm.assertEq(reports[0], keccak256("two"));
        vm.prank(FIRST_AUDITOR);
        auditors.revoke(CODE);
        vm.prank(FIRST_AUDITOR);
        vm.expectRevert(abi.encodeWithSelector(AuditorRegistry.NothingToRevoke.selector, CODE));
        auditors.revoke(CODE);
    }

    function test_strangersAndEmptyAttestationsAreRefused() public {
        vm.prank(EVE);
        vm.expectRevert(abi.encodeWithSelector(AuditorRegistry.NotAuditor.selector, EVE));
        auditors.attest(CODE, CODE);
        vm.prank(EVE);
        vm.expectRevert(abi.encodeWithSelector(XaiModule.NotGovernance.selector, EVE));
        auditors.addAuditor(EVE);
        vm.prank(FIRST_AUDITOR);
        vm.expectRevert(abi.encodeWithSelector(AuditorRegistry.BadAttestation.selector, CODE, bytes32(0)));
        auditors.attest(CODE, 0);
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert(abi.encodeWithSelector(AuditorRegistry.AlreadyAuditor.selector, FIRST_AUDITOR));
        auditors.addAuditor(FIRST_AUDITOR);
    }

    function test_objectionsCountAndCanBeWithdrawn() public {
        vm.prank(FIRST_AUDITOR);
        auditors.objectTo(1, "no");
        vm.assertFalse(auditors.isObjectedTo(1));
        vm.prank(SECOND_AUDITOR);
        auditors.objectTo(1, "no");
        vm.assertTrue(auditors.isObjectedTo(1));
        vm.assertFalse(auditors.isObjectedTo(2));
        vm.prank(SECOND_AUDITOR);
        auditors.withdrawObjection(1);
        vm.assertFalse(auditors.isObjectedTo(1));
    }
}
