// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// A contract that keeps a journal of its changes, from which the registry takes back what a proposal did.
interface IReversible {
    /// Changes so far.
    function journalLength() external view returns (uint256);

    /// Takes back the changes `from` to `to` - 1, the last first. Reverts when one of them was overtaken by a later one.
    function undo(uint256 from, uint256 to) external;
}
