// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// What leaves the bridge escrow.
struct Release {
    /// chain where the XAI was burned or locked
    uint256 sourceChain;
    /// names the transfer on that chain; paid once
    bytes32 messageId;
    address to;
    /// wei
    uint256 amount;
    /// seconds; attestations are void afterwards
    uint256 deadline;
}

/// A second opinion on a release, beside the attestors' signatures: for example a proof against a rollup's state.
interface IReleaseHook {
    /// Whether the release may be paid; `reason` is shown when it may not. Called without the right to write.
    function checkRelease(Release calldata release, bytes calldata proof)
        external
        view
        returns (bool allowed, string memory reason);
}
