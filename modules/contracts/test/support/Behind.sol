// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {XaiProxy} from "../../src/XaiProxy.sol";
import {vm} from "./Vm.sol";

/// Puts a module where genesis would: a proxy at its address, with the state that its initializer made.
library Behind {
    bytes32 private constant IMPLEMENTATION_SLOT = 0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc;

    function place(address predeploy, address implementation, bytes memory initializer) internal {
        // The proxy's runtime code is the same whatever its constructor was given.
        XaiProxy sample = new XaiProxy(implementation, "");
        vm.etch(predeploy, address(sample).code);
        vm.store(predeploy, IMPLEMENTATION_SLOT, bytes32(uint256(uint160(implementation))));
        (bool ok, bytes memory reason) = predeploy.call(initializer);
        if (!ok) {
            assembly {
                revert(add(reason, 32), mload(reason))
            }
        }
    }
}
