// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

/// OpenZeppelin's ERC-20 with permit; the owner mints.
contract Token is ERC20, ERC20Permit, Ownable {
    constructor(string memory name, string memory symbol, uint256 supply)
        ERC20(name, symbol)
        ERC20Permit(name)
        Ownable(msg.sender)
    {
        _mint(msg.sender, supply);
    }

    function mint(address to, uint256 amount) external onlyOwner {
        _mint(to, amount);
    }
}

/// OpenZeppelin's ERC-721; anybody mints the next one.
contract Collectible is ERC721 {
    uint256 public next = 1;

    constructor() ERC721("Collectible", "COL") {}

    function mint(address to) external returns (uint256 id) {
        id = next++;
        _safeMint(to, id);
    }
}
