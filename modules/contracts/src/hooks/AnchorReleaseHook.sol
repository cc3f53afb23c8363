// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IReleaseHook, Release} from "../IReleaseHook.sol";
import {Predeploys} from "../Predeploys.sol";
import {RollupAnchor} from "../RollupAnchor.sol";

/// A release hook of the bridge escrow for a sidecar rollup: a release is good when the rollup's outbox contract holds
/// it, shown by proofs against a final commitment in the RollupAnchor. The outbox keeps
/// `mapping(bytes32 messageId => bytes32)` at the slot given, with keccak256(abi.encode(to, amount)) for each message.
contract AnchorReleaseHook is IReleaseHook {
    uint256 public immutable rollup;
    /// chain id of the rollup: releases from other chains are refused
    uint256 public immutable sourceChain;
    address public immutable outbox;
    uint256 public immutable slot;

    constructor(uint256 rollup_, uint256 sourceChain_, address outbox_, uint256 slot_) {
        (rollup, sourceChain, outbox, slot) = (rollup_, sourceChain_, outbox_, slot_);
    }

    /// `proof` is abi.encode(uint256 commitment, bytes[] accountProof, bytes[] storageProof).
    function checkRelease(Release calldata release, bytes calldata proof)
        external
        view
        returns (bool, string memory)
    {
        if (release.sourceChain != sourceChain) return (false, "the release is of another chain");
        (uint256 index, bytes[] memory accountProof, bytes[] memory storageProof) =
            abi.decode(proof, (uint256, bytes[], bytes[]));
        bytes32 position = keccak256(abi.encode(release.messageId, slot));
        uint256 held = RollupAnchor(Predeploys.ANCHOR)
            .verifyStorage(rollup, index, outbox, position, accountProof, storageProof);
        bool same = bytes32(held) == keccak256(abi.encode(release.to, release.amount));
        return (same, same ? "" : "the rollup's outbox holds no such message");
    }
}
