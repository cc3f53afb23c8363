// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

/// What the shop is paid in.
contract Coin is ERC20, Ownable {
    constructor(address owner) ERC20("Coin", "CN") Ownable(owner) {
        _mint(owner, 1_000_000 ether);
    }
}

/// Arithmetic of prices, linked as a library of its own.
library Prices {
    function withTax(uint256 price) external pure returns (uint256) {
        return price + price / 10;
    }
}

/// Sells things for coins.
contract Shop is Ownable {
    event Listed(uint256 indexed id, uint256 price);

    Coin public immutable coin;
    uint256 public count;
    mapping(uint256 => uint256) public prices;

    constructor(Coin coin_) Ownable(msg.sender) {
        coin = coin_;
    }

    function list(uint256 price) external onlyOwner returns (uint256 id) {
        id = ++count;
        prices[id] = Prices.withTax(price);
        emit Listed(id, prices[id]);
    }
}
