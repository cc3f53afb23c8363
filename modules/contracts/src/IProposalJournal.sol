// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// What a proposal has written into the journals of the registry and of the parameters.
struct Execution {
    /// seconds; 0: not executed
    uint48 executedAt;
    bool rolledBack;
    uint64 registryFrom;
    uint64 registryTo;
    uint64 parametersFrom;
    uint64 parametersTo;
}

/// Where the governor notes which changes belong to a proposal, so that they can be taken back. The governor alone
/// changes it.
interface IProposalJournal {
    function beginProposal(uint256 proposalId) external;

    function endProposal(uint256 proposalId) external;

    /// Takes back what an executed proposal did, the last first; `window` in seconds since its execution.
    function rollBack(uint256 proposalId, uint256 window) external;

    function isRolledBack(uint256 proposalId) external view returns (bool);

    function executionOf(uint256 proposalId) external view returns (Execution memory);
}
