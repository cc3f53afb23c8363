// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {TimelockControllerUpgradeable} from
    "@openzeppelin/contracts-upgradeable/governance/TimelockControllerUpgradeable.sol";
import {IXaiModule, ModuleMetadata} from "./IXaiModule.sol";
import {Predeploys} from "./Predeploys.sol";
import {XaiHooks} from "./XaiHooks.sol";

/// Makes what was decided wait, so that whoever disagrees has time to leave. The governor alone proposes, cancels and
/// executes; the modules take this address for the holders' will.
contract Timelock is TimelockControllerUpgradeable, XaiHooks {
    constructor() {
        _disableInitializers();
    }

    /// `minimumDelay` in seconds. There is no administrator but the timelock itself.
    function initialize(uint256 minimumDelay) external initializer {
        address[] memory governor = new address[](1);
        governor[0] = Predeploys.GOVERNOR;
        __TimelockController_init(minimumDelay, governor, governor, address(0));
    }

    /// @inheritdoc IXaiModule
    function moduleMetadata() external pure returns (ModuleMetadata memory) {
        return ModuleMetadata("Timelock", "1.0.0", 0, 0, 0, 0, 0);
    }
}
