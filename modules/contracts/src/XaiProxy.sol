// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Proxy} from "@openzeppelin/contracts/proxy/Proxy.sol";
import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";
import {Predeploys} from "./Predeploys.sol";

/// What the registry calls on a proxy.
interface IXaiProxy {
    function upgradeToAndCall(address implementation, bytes calldata data) external payable;

    function implementation() external view returns (address);
}

/// The ERC-1967 proxy before every module. The registry alone upgrades it, and asks it for its implementation; every
/// other call goes to the implementation, whatever that may be, so that a faulty one can always be replaced.
contract XaiProxy is Proxy {
    constructor(address implementation, bytes memory data) payable {
        ERC1967Utils.upgradeToAndCall(implementation, data);
    }

    receive() external payable {
        _fallback();
    }

    function _implementation() internal view override returns (address) {
        return ERC1967Utils.getImplementation();
    }

    function _fallback() internal override {
        if (msg.sender == Predeploys.REGISTRY) {
            if (msg.sig == IXaiProxy.upgradeToAndCall.selector) {
                (address implementation, bytes memory data) = abi.decode(msg.data[4:], (address, bytes));
                ERC1967Utils.upgradeToAndCall(implementation, data);
                return;
            }
            if (msg.sig == IXaiProxy.implementation.selector) {
                bytes memory answer = abi.encode(_implementation());
                assembly {
                    return(add(answer, 32), mload(answer))
                }
            }
        }
        super._fallback();
    }
}
