// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// An amount that may be spent in each period of fixed length, counted in one storage slot.
/// Periods begin at multiples of their length since 1970, so a period of 86400 seconds is a UTC day.
library PeriodLimit {
    struct Spent {
        uint64 period;
        uint192 amount;
    }

    /// What would be spent in this period after the amount, and whether the limit allows it. Nothing is written.
    function preview(Spent storage self, uint256 amount, uint256 limit, uint256 length)
        internal
        view
        returns (bool allowed, uint256 left)
    {
        uint256 used = usedNow(self, length);
        left = used < limit ? limit - used : 0;
        allowed = amount <= left;
    }

    /// Records an amount that {preview} allowed.
    function record(Spent storage self, uint256 amount, uint256 length) internal {
        // An allowed amount is at most a limit; limits are kept below 2^128 by whoever sets them.
        self.amount = uint192(usedNow(self, length) + amount);
        self.period = uint64(block.timestamp / length);
    }

    /// What was spent in the period of this block.
    function usedNow(Spent storage self, uint256 length) internal view returns (uint256) {
        return self.period == uint64(block.timestamp / length) ? self.amount : 0;
    }
}
