// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// Numbers of a module that governance sets through the registry, which keeps their history.
interface IModuleParameters {
    /// A parameter has a new value.
    event ParameterSet(bytes32 indexed key, uint256 former, uint256 value);

    /// Every key (left-aligned ASCII) with its value.
    function parameters() external view returns (bytes32[] memory keys, uint256[] memory values);

    /// The value of one parameter; reverts for a key that the module does not have.
    function parameter(bytes32 key) external view returns (uint256);

    /// Sets one parameter within its bounds. The registry alone calls it.
    function setParameter(bytes32 key, uint256 value) external;
}
