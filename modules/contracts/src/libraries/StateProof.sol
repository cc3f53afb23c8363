// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Memory} from "@openzeppelin/contracts/utils/Memory.sol";
import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";

/// Verifies what eth_getProof answers against a state root: accounts and storage slots, present or absent.
///
/// OpenZeppelin's TrieProof proves presence only; a slot that is zero and an account that does not exist need a proof of
/// absence, so the walk is written here over OpenZeppelin's RLP reader. The tests compare both over random tries.
/// Keys are the Keccak hashes of addresses and slots: always 64 nibbles, so that no value ever stands in a branch.
library StateProof {
    using Memory for *;
    using RLP for *;

    /// keccak256(rlp("")): the root of a trie without entries.
    bytes32 internal constant EMPTY_ROOT = 0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421;

    uint256 private constant KEY_NIBBLES = 64;

    struct Account {
        bool exists;
        uint256 nonce;
        uint256 balance;
        bytes32 storageRoot;
        bytes32 codeHash;
    }

    /// The proof does not belong to the root and key; the text says where it breaks.
    error InvalidProof(string reason);

    /// The account at an address below a state root; `exists` is false when the proof shows that there is none.
    function account(bytes32 stateRoot, address who, bytes[] memory proof) internal pure returns (Account memory found) {
        (bool exists, bytes memory value) = lookup(stateRoot, keccak256(abi.encodePacked(who)), proof);
        if (!exists) return found;
        Memory.Slice[] memory fields = RLP.decodeList(value);
        if (fields.length != 4) revert InvalidProof("an account has four fields");
        return Account(
            true, fields[0].readUint256(), fields[1].readUint256(), _hash(fields[2]), _hash(fields[3])
        );
    }

    /// The value of a storage slot below an account's storage root; zero when the proof shows that the slot is empty.
    function slot(bytes32 storageRoot, bytes32 position, bytes[] memory proof) internal pure returns (uint256) {
        (bool exists, bytes memory value) = lookup(storageRoot, keccak256(abi.encodePacked(position)), proof);
        return exists ? RLP.decodeUint256(value) : 0;
    }

    /// Walks from the root along a key of 32 bytes. Reverts unless the proof shows either the value or its absence, and
    /// holds nothing more than that.
    function lookup(bytes32 root, bytes32 key, bytes[] memory proof)
        internal
        pure
        returns (bool exists, bytes memory value)
    {
        if (root == EMPTY_ROOT) {
            bool nothing = proof.length == 0 || (proof.length == 1 && keccak256(proof[0]) == EMPTY_ROOT);
            if (!nothing) revert InvalidProof("the trie is empty, the proof is not");
            return (false, value);
        }
        if (proof.length == 0) revert InvalidProof("no nodes");
        if (keccak256(proof[0]) != root) revert InvalidProof("the first node is not the root");

        Memory.Slice node = proof[0].asSlice();
        uint256 used = 1;
        uint256 depth = 0;
        while (true) {
            Memory.Slice[] memory items = node.readList();
            Memory.Slice child;
            if (items.length == 17) {
                if (depth == KEY_NIBBLES) revert InvalidProof("a branch below the key's end");
                child = items[_nibble(key, depth)];
                depth += 1;
                if (_isEmpty(child)) return (_last(false, used, proof), value);
            } else if (items.length == 2) {
                (bool matches, bool leaf, uint256 length) = _path(items[0].readBytes(), key, depth);
                depth += length;
                if (!matches) return (_last(false, used, proof), value);
                if (leaf) {
                    value = items[1].readBytes();
                    if (value.length == 0) revert InvalidProof("a leaf without a value");
                    return (_last(true, used, proof), value);
                }
                child = items[1];
            } else {
                revert InvalidProof("a node has two or seventeen items");
            }
            (node, used) = _follow(child, used, proof);
        }
    }

    /// The node that a reference leads to: inside its parent when shorter than 32 bytes, else the proof's next element.
    function _follow(Memory.Slice child, uint256 used, bytes[] memory proof)
        private
        pure
        returns (Memory.Slice, uint256)
    {
        if (uint8(child.load(0)[0]) >= 0xc0) {
            // Some nodes list embedded nodes once more.
            bool repeated = used < proof.length && child.equal(proof[used].asSlice());
            return (child, repeated ? used + 1 : used);
        }
        bytes32 hash = _hash(child);
        if (used == proof.length) revert InvalidProof("a node is missing");
        if (keccak256(proof[used]) != hash) revert InvalidProof("a node is not the one that its parent names");
        return (proof[used].asSlice(), used + 1);
    }

    /// Compares a leaf's or extension's path (hex-prefix encoding, yellow paper appendix C) with the key from `depth` on.
    function _path(bytes memory encoded, bytes32 key, uint256 depth)
        private
        pure
        returns (bool matches, bool leaf, uint256 length)
    {
        if (encoded.length == 0 || encoded.length > 33) revert InvalidProof("a path of a wrong length");
        uint8 first = uint8(encoded[0]);
        uint256 flag = first >> 4;
        bool odd = flag & 1 == 1;
        if (flag > 3 || (!odd && first & 0x0f != 0)) revert InvalidProof("a path with an unknown prefix");
        leaf = flag >= 2;
        length = (encoded.length - 1) * 2 + (odd ? 1 : 0);
        if (length > KEY_NIBBLES - depth || (leaf && length != KEY_NIBBLES - depth) || (!leaf && length == 0)) {
            revert InvalidProof("a path of a wrong length");
        }
        uint256 offset = odd ? 1 : 2;
        for (uint256 i = 0; i < length; ++i) {
            uint256 place = i + offset;
            uint8 both = uint8(encoded[place / 2]);
            if ((place % 2 == 0 ? both >> 4 : both & 0x0f) != _nibble(key, depth + i)) return (false, leaf, length);
        }
        return (true, leaf, length);
    }

    function _nibble(bytes32 key, uint256 index) private pure returns (uint8) {
        uint8 both = uint8(key[index / 2]);
        return index % 2 == 0 ? both >> 4 : both & 0x0f;
    }

    function _isEmpty(Memory.Slice item) private pure returns (bool) {
        return item.length() == 1 && item.load(0)[0] == 0x80;
    }

    /// A hash: exactly 32 bytes. RLP's readBytes32 would also take a shorter one.
    function _hash(Memory.Slice item) private pure returns (bytes32) {
        if (item.length() != 33) revert InvalidProof("a hash has 32 bytes");
        return item.readBytes32();
    }

    function _last(bool exists, uint256 used, bytes[] memory proof) private pure returns (bool) {
        if (used != proof.length) revert InvalidProof("nodes after the end");
        return exists;
    }
}
