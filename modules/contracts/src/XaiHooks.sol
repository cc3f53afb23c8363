// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {BlockContext, BlockResult, IXaiModule, TransactionContext} from "./IXaiModule.sol";
import {Predeploys} from "./Predeploys.sol";

/// Hooks that do nothing, for modules to override, and the rule that only the protocol calls them.
abstract contract XaiHooks is IXaiModule {
    error NotSystem(address caller);

    modifier onlySystem() {
        if (msg.sender != Predeploys.SYSTEM) revert NotSystem(msg.sender);
        _;
    }

    /// @inheritdoc IXaiModule
    function validateTransaction(BlockContext calldata, TransactionContext calldata)
        external
        virtual
        onlySystem
        returns (bool, string memory)
    {
        return (true, "");
    }

    /// @inheritdoc IXaiModule
    function onBlockStart(BlockContext calldata) external virtual onlySystem {}

    /// @inheritdoc IXaiModule
    function onBlockEnd(BlockContext calldata, BlockResult calldata) external virtual onlySystem {}
}
