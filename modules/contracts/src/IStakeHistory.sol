// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// What the fee distributor asks of the staking module: who held how much stake at a past time of its clock (ERC-6372).
/// Own stake, not votes: a delegate votes with the stake of others but does not earn for it.
interface IStakeHistory {
    function clock() external view returns (uint48);

    function getPastBalanceOf(address account, uint256 timepoint) external view returns (uint256);

    function getPastTotalSupply(uint256 timepoint) external view returns (uint256);
}
