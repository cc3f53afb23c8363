// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// What a module says of itself. The gas figures are bounds that it declares for each of its hooks.
struct ModuleMetadata {
    string name;
    string version;
    /// bit 0 validateTransaction, bit 1 onBlockStart, bit 2 onBlockEnd
    uint32 hooks;
    /// hooks run in rising order; equal ones by rising module id
    uint32 order;
    uint64 validateGas;
    uint64 startGas;
    uint64 endGas;
}

/// The block that a hook runs in.
struct BlockContext {
    uint256 number;
    /// seconds
    uint256 timestamp;
    /// who receives the tips
    address producer;
    uint256 gasLimit;
    /// wei per gas
    uint256 baseFee;
}

/// The transaction that is to be admitted or executed.
struct TransactionContext {
    bytes32 hash;
    address sender;
    /// zero when `isCreate`
    address to;
    bool isCreate;
    /// wei
    uint256 value;
    uint256 nonce;
    uint256 gasLimit;
    /// wei per gas
    uint256 maxFeePerGas;
    /// wei per gas
    uint256 maxPriorityFeePerGas;
    bytes data;
}

/// What a block has come to when its last transaction is done.
struct BlockResult {
    uint256 gasUsed;
    uint256 transactionCount;
    /// wei credited to the producer by this block's transactions
    uint256 tips;
    /// wei of base fee
    uint256 baseFees;
}

/// A module whose hooks the protocol calls from the system caller, outside block gas and within declared bounds.
/// A hook that reverts or runs out of gas has no effect and is recorded as a fault in the registry.
interface IXaiModule {
    function moduleMetadata() external view returns (ModuleMetadata memory);

    /// Whether the transaction may enter a block; `reason` is shown to its sender when it may not.
    function validateTransaction(BlockContext calldata context, TransactionContext calldata transaction)
        external
        returns (bool allowed, string memory reason);

    /// Runs before the first transaction of a block.
    function onBlockStart(BlockContext calldata context) external;

    /// Runs after the last transaction of a block.
    function onBlockEnd(BlockContext calldata context, BlockResult calldata result) external;
}
