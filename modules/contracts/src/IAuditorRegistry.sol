// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// What the registry and the governor ask about audited code.
interface IAuditorRegistry {
    /// True when enough auditors of today attest to code of this hash.
    function isAttested(bytes32 codeHash) external view returns (bool);

    /// Hash over the attesting auditors and their reports; zero where nobody attests.
    function auditHash(bytes32 codeHash) external view returns (bytes32);

    /// Hashes of the code that these calls put in place through the registry, and the place of the first that is not
    /// attested to; their number where all are.
    function auditsOf(address[] calldata targets, bytes[] calldata calldatas)
        external
        view
        returns (bytes32[] memory codeHashes, uint256 missing);

    /// True when enough auditors of today object to what a proposal has done.
    function isObjectedTo(uint256 proposalId) external view returns (bool);
}
