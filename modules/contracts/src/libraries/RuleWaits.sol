// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {BlockContext} from "../IXaiModule.sol";

/// Transactions that were announced by their hash, and how long one has to wait from then on.
library RuleWaits {
    struct Announcement {
        uint64 blockNumber;
        uint64 timestamp;
    }

    /// Why a transaction may not be included in this block, said to its sender; empty: it may.
    function reason(
        Announcement storage self,
        uint256 waitSeconds,
        uint256 waitBlocks,
        BlockContext calldata context
    ) internal view returns (string memory) {
        Announcement memory made = self;
        if (made.timestamp == 0) {
            return string.concat(
                "announce this transaction first, by announce(its hash) at ",
                Strings.toHexString(address(this)),
                "; it is taken ",
                Strings.toString(waitSeconds),
                " seconds and ",
                Strings.toString(waitBlocks),
                " blocks later"
            );
        }
        (uint256 time, uint256 number) = (made.timestamp + waitSeconds, made.blockNumber + waitBlocks);
        if (context.timestamp >= time && context.number >= number) return "";
        return string.concat(
            "announced, but not taken before time ", Strings.toString(time), " and block ", Strings.toString(number)
        );
    }
}
