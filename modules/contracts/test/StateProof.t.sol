// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {TrieProof} from "@openzeppelin/contracts/utils/cryptography/TrieProof.sol";
import {StateProof} from "../src/libraries/StateProof.sol";
import {Proofs} from "./support/Proofs.sol";
import {bound, vm} from "./support/Vm.sol";

/// Calls the library from outside, so that its reverts can be caught.
contract Verifier {
    function account(bytes32 root, address who, bytes[] memory proof) external pure returns (StateProof.Account memory) {
        return StateProof.account(root, who, proof);
    }

    function slot(bytes32 root, bytes32 position, bytes[] memory proof) external pure returns (uint256) {
        return StateProof.slot(root, position, proof);
    }

    function lookup(bytes32 root, bytes32 key, bytes[] memory proof) external pure returns (bool, bytes memory) {
        return StateProof.lookup(root, key, proof);
    }
}

contract StateProofTest {
    Verifier verifier = new Verifier();

    function test_accounts() public view {
        StateProof.Account memory found =
            verifier.account(Proofs.STATE_ROOT, Proofs.CONTRACT, Proofs.contractAccount());
        vm.assertTrue(found.exists);
        vm.assertEq(found.nonce, 1);
        vm.assertEq(found.balance, Proofs.CONTRACT_BALANCE);
        vm.assertEq(found.storageRoot, Proofs.CONTRACT_STORAGE_ROOT);
        vm.assertEq(found.codeHash, Proofs.CONTRACT_CODE_HASH);
        found = verifier.account(Proofs.STATE_ROOT, Proofs.EXTERNAL, Proofs.externalAccount());
        vm.assertEq(found.nonce, 1);
        vm.assertEq(found.balance, Proofs.EXTERNAL_BALANCE);
        vm.assertEq(found.storageRoot, StateProof.EMPTY_ROOT);
        vm.assertEq(found.codeHash, keccak256(""));
    }

    function test_anAbsentAccount() public view {
        StateProof.Account memory found = verifier.account(Proofs.STATE_ROOT, Proofs.ABSENT, Proofs.absentAccount());
        vm.assertFalse(found.exists);
        vm.assertEq(found.balance, 0);
    }

    function test_slots() public view {
        vm.assertEq(slot(0, Proofs.slot0()), 0x100);
        vm.assertEq(slot(7, Proofs.slot7()), 0x107);
        vm.assertEq(slot(39, Proofs.slot39()), 0x127);
        vm.assertEq(slot(255, Proofs.slot255()), type(uint256).max);
        vm.assertEq(slot(40, Proofs.absentSlot40()), 0);
        vm.assertEq(slot(uint256(Proofs.SLOT_IN_BRANCH), Proofs.absentSlotInBranch()), 0);
    }

    function test_anEmptyTrieHasNothing() public {
        vm.assertEq(verifier.slot(StateProof.EMPTY_ROOT, 0, new bytes[](0)), 0);
        bytes[] memory one = new bytes[](1);
        one[0] = hex"80";
        vm.assertEq(verifier.slot(StateProof.EMPTY_ROOT, 0, one), 0);
        vm.expectRevert(abi.encodeWithSelector(StateProof.InvalidProof.selector, "the trie is empty, the proof is not"));
        verifier.slot(StateProof.EMPTY_ROOT, 0, Proofs.slot0());
    }

    function test_nodesInsideTheirParents() public view {
        // Two leaves that differ in the last nibble only: one extension of 63 nibbles with a branch of 22 bytes inside.
        bytes memory branch = hex"d5c22001c220028080808080808080808080808080";
        branch = bytes.concat(branch, hex"80");
        bytes memory path = bytes.concat(hex"10", new bytes(31));
        bytes[] memory proof = new bytes[](1);
        proof[0] = bytes.concat(hex"f7a0", path, branch);
        bytes32 root = keccak256(proof[0]);
        holds(root, 0, proof, hex"01");
        holds(root, bytes32(uint256(1)), proof, hex"02");
        lacks(root, bytes32(uint256(2)), proof);
        lacks(root, bytes32(uint256(1) << 200), proof);
        // Some nodes repeat what stands inside its parent.
        bytes[] memory repeated = new bytes[](3);
        (repeated[0], repeated[1], repeated[2]) = (proof[0], branch, hex"c22001");
        holds(root, 0, repeated, hex"01");
    }

    function test_refusesMissingAndSuperfluousNodes() public {
        bytes[] memory proof = Proofs.slot7();
        for (uint256 length = 0; length < proof.length; ++length) {
            bytes[] memory short = new bytes[](length);
            for (uint256 i = 0; i < length; ++i) short[i] = proof[i];
            vm.expectRevert(
                abi.encodeWithSelector(StateProof.InvalidProof.selector, length == 0 ? "no nodes" : "a node is missing")
            );
            verifier.slot(Proofs.CONTRACT_STORAGE_ROOT, bytes32(uint256(7)), short);
        }
        bytes[] memory long = new bytes[](proof.length + 1);
        for (uint256 i = 0; i < proof.length; ++i) long[i] = proof[i];
        long[proof.length] = proof[0];
        vm.expectRevert(abi.encodeWithSelector(StateProof.InvalidProof.selector, "nodes after the end"));
        verifier.slot(Proofs.CONTRACT_STORAGE_ROOT, bytes32(uint256(7)), long);
    }

    /// A change of any bit of any node, present or absent key alike, is noticed.
    function testFuzz_refusesTamperedNodes(uint8 which, uint256 node, uint256 bit) public {
        bytes[] memory proof = which % 3 == 0 ? Proofs.slot7() : which % 3 == 1 ? Proofs.absentSlot40() : Proofs.slot0();
        uint256 key = which % 3 == 0 ? 7 : which % 3 == 1 ? 40 : 0;
        bytes memory changed = proof[node % proof.length];
        bit %= changed.length * 8;
        changed[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        vm.expectRevert();
        verifier.slot(Proofs.CONTRACT_STORAGE_ROOT, bytes32(key), proof);
    }

    /// A good proof of one slot never shows anything wrong of another.
    function testFuzz_aProofServesItsOwnKeyOnly(uint256 key, uint8 which, bool near) public view {
        if (near) key %= 300;
        bytes[] memory proof = which % 3 == 0
            ? Proofs.slot7()
            : which % 3 == 1 ? Proofs.absentSlot40() : Proofs.absentSlotInBranch();
        uint256 truth = key < 40 ? 0x100 + key : key == 255 ? type(uint256).max : 0;
        try verifier.slot(Proofs.CONTRACT_STORAGE_ROOT, bytes32(key), proof) returns (uint256 shown) {
            vm.assertEq(shown, truth);
        } catch {}
    }

    /// Arbitrary nodes below a root that fits them: refused or read, never more than that.
    function testFuzz_anyNodesEnd(bytes[3] calldata nodes, bytes32 key) public view {
        bytes[] memory proof = new bytes[](3);
        for (uint256 i = 0; i < 3; ++i) proof[i] = nodes[i];
        try verifier.lookup{gas: 10_000_000}(keccak256(nodes[0]), key, proof) {} catch {}
    }

    /// Where OpenZeppelin's verifier finds a value, this one finds the same.
    function test_agreesWithOpenZeppelin() public view {
        bytes[] memory proof = Proofs.slot7();
        bytes32 key = keccak256(abi.encode(7));
        bytes memory expected = TrieProof.traverse(Proofs.CONTRACT_STORAGE_ROOT, abi.encodePacked(key), proof);
        holds(Proofs.CONTRACT_STORAGE_ROOT, key, proof, expected);
        proof = Proofs.contractAccount();
        key = keccak256(abi.encodePacked(Proofs.CONTRACT));
        expected = TrieProof.traverse(Proofs.STATE_ROOT, abi.encodePacked(key), proof);
        holds(Proofs.STATE_ROOT, key, proof, expected);
    }

    function slot(uint256 key, bytes[] memory proof) private view returns (uint256) {
        return verifier.slot(Proofs.CONTRACT_STORAGE_ROOT, bytes32(key), proof);
    }

    function holds(bytes32 root, bytes32 key, bytes[] memory proof, bytes memory expected) private view {
        (bool exists, bytes memory value) = verifier.lookup(root, key, proof);
        vm.assertTrue(exists);
        vm.assertEq(value, expected);
    }

    function lacks(bytes32 root, bytes32 key, bytes[] memory proof) private view {
        (bool exists,) = verifier.lookup(root, key, proof);
        vm.assertFalse(exists);
    }
}
