// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// Counts up to a hundred.
contract Counter {
    event Increased(address indexed by, uint256 count);

    error TooFar(uint256 count);

    uint256 public count;

    constructor(uint256 start) {
        count = start;
    }

    function increase(uint256 by) external {
        count += by;
        if (count > 100) revert TooFar(count);
        emit Increased(msg.sender, count);
    }
}
