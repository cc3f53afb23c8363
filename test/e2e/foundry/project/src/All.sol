// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// Everything the tests and scripts deploy, so that forge makes artefacts of it.
import {Collectible, Token} from "e2e/Token.sol";
import {VaultProxy, VaultTransparentProxy, VaultV1, VaultV2} from "e2e/Vault.sol";
import {Probe} from "e2e/Probe.sol";
import {Delegate} from "e2e/Delegate.sol";
