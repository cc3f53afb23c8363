// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Initializable} from "@openzeppelin/contracts-upgradeable/proxy/utils/Initializable.sol";
import {IModuleParameters} from "./IModuleParameters.sol";
import {Predeploys} from "./Predeploys.sol";
import {XaiHooks} from "./XaiHooks.sol";

/// What most modules are built on: hooks, the caller checks, and parameters with bounds. It lives behind an XaiProxy;
/// its own instance can never be initialized.
abstract contract XaiModule is Initializable, XaiHooks, IModuleParameters {
    struct Parameter {
        uint256 value;
        uint256 minimum;
        /// 0: the module has no such parameter
        uint256 maximum;
    }

    /// @custom:storage-location erc7201:xai.storage.XaiModule
    struct ModuleStorage {
        bytes32[] keys;
        mapping(bytes32 key => Parameter) parameters;
    }

    // keccak256(abi.encode(uint256(keccak256("xai.storage.XaiModule")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant MODULE_STORAGE = 0x5bb4b409ae5318d71a306bcb2725c80f41408bb1a606f93d06488b91c272b200;

    error NotGovernance(address caller);
    error NotRegistry(address caller);
    error UnknownParameter(bytes32 key);
    error ParameterOutOfBounds(bytes32 key, uint256 value, uint256 minimum, uint256 maximum);

    /// Only the governor's timelock: what holders have decided.
    modifier onlyGovernance() {
        if (msg.sender != Predeploys.TIMELOCK) revert NotGovernance(msg.sender);
        _;
    }

    modifier onlyRegistry() {
        if (msg.sender != Predeploys.REGISTRY) revert NotRegistry(msg.sender);
        _;
    }

    constructor() {
        _disableInitializers();
    }

    /// @inheritdoc IModuleParameters
    function parameters() external view returns (bytes32[] memory keys, uint256[] memory values) {
        ModuleStorage storage $ = _moduleStorage();
        keys = $.keys;
        values = new uint256[](keys.length);
        for (uint256 i = 0; i < keys.length; ++i) values[i] = $.parameters[keys[i]].value;
    }

    /// @inheritdoc IModuleParameters
    function parameter(bytes32 key) external view returns (uint256) {
        return _parameter(key);
    }

    /// The least and the greatest value that a parameter may have.
    function parameterBounds(bytes32 key) external view returns (uint256 minimum, uint256 maximum) {
        Parameter storage entry = _parameterOf(key);
        return (entry.minimum, entry.maximum);
    }

    /// @inheritdoc IModuleParameters
    function setParameter(bytes32 key, uint256 value) external onlyRegistry {
        Parameter storage entry = _parameterOf(key);
        if (value < entry.minimum || value > entry.maximum) {
            revert ParameterOutOfBounds(key, value, entry.minimum, entry.maximum);
        }
        _checkParameter(key, value);
        emit ParameterSet(key, entry.value, value);
        entry.value = value;
    }

    /// For bounds that hang on other parameters: reverts when `value` may not be set.
    function _checkParameter(bytes32 key, uint256 value) internal view virtual {}

    /// Gives the module a parameter, or an existing one other bounds and another value; for initializers.
    function _defineParameter(bytes32 key, uint256 value, uint256 minimum, uint256 maximum)
        internal
        onlyInitializing
    {
        if (maximum == 0 || value < minimum || value > maximum) {
            revert ParameterOutOfBounds(key, value, minimum, maximum);
        }
        ModuleStorage storage $ = _moduleStorage();
        Parameter storage entry = $.parameters[key];
        if (entry.maximum == 0) $.keys.push(key);
        emit ParameterSet(key, entry.value, value);
        (entry.value, entry.minimum, entry.maximum) = (value, minimum, maximum);
    }

    /// The value of a parameter that the module has; reverts for any other key.
    function _parameter(bytes32 key) internal view returns (uint256) {
        return _parameterOf(key).value;
    }

    function _parameterOf(bytes32 key) private view returns (Parameter storage entry) {
        entry = _moduleStorage().parameters[key];
        if (entry.maximum == 0) revert UnknownParameter(key);
    }

    function _moduleStorage() private pure returns (ModuleStorage storage $) {
        assembly {
            $.slot := MODULE_STORAGE
        }
    }
}
