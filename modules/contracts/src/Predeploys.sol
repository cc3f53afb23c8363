// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// Where genesis places XAI's modules; the same on every chain.
library Predeploys {
    /// The protocol itself, when it calls a contract.
    address internal constant SYSTEM = 0xffffFFFfFFffffffffffffffFfFFFfffFFFfFFfE;

    address internal constant REGISTRY = 0x5841490000000000000000000000000000000001;
    address internal constant PARAMETERS = 0x5841490000000000000000000000000000000002;
    address internal constant STAKING = 0x5841490000000000000000000000000000000003;
    address internal constant GOVERNOR = 0x5841490000000000000000000000000000000004;
    address internal constant TIMELOCK = 0x5841490000000000000000000000000000000005;
    address internal constant TREASURY = 0x5841490000000000000000000000000000000006;
    address internal constant WITHDRAWAL_GUARD = 0x5841490000000000000000000000000000000007;
    address internal constant FEE_DISTRIBUTOR = 0x5841490000000000000000000000000000000008;
    address internal constant RULE_ENGINE = 0x5841490000000000000000000000000000000009;
    address internal constant AUDITORS = 0x584149000000000000000000000000000000000A;
    address internal constant BRIDGE = 0x584149000000000000000000000000000000000B;
    address internal constant ANCHOR = 0x584149000000000000000000000000000000000c;
}
