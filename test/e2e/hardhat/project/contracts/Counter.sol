// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// Counts, and refuses what it does not like in each of the ways that a contract can.
contract Counter {
    error TooMuch(address who, uint256 asked, uint256 allowed);

    event Counted(address indexed who, uint256 by, uint256 total);

    uint256 public total;
    address public owner = msg.sender;

    function add(uint256 by) external payable {
        if (by > 100) revert TooMuch(msg.sender, by, 100);
        require(by != 13, "unlucky");
        total += by;
        emit Counted(msg.sender, by, total);
    }

    function divide(uint256 by) external view returns (uint256) {
        return total / by;
    }

    function withdraw() external {
        require(msg.sender == owner, "not the owner");
        payable(msg.sender).transfer(address(this).balance);
    }

    function now_() external view returns (uint256, uint256, uint256) {
        return (block.timestamp, block.number, block.prevrandao);
    }
}
