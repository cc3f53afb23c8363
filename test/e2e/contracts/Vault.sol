// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {TransparentUpgradeableProxy} from "@openzeppelin/contracts/proxy/transparent/TransparentUpgradeableProxy.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// A vault behind a UUPS proxy that takes deposits of one token.
contract VaultV1 is Initializable, UUPSUpgradeable {
    using SafeERC20 for IERC20;

    error NotOwner(address caller);

    event Deposited(address indexed who, uint256 amount);

    address public owner;
    IERC20 public token;
    mapping(address => uint256) public deposits;

    constructor() {
        _disableInitializers();
    }

    function initialize(address owner_, IERC20 token_) external initializer {
        owner = owner_;
        token = token_;
    }

    function deposit(uint256 amount) external {
        token.safeTransferFrom(msg.sender, address(this), amount);
        deposits[msg.sender] += amount;
        emit Deposited(msg.sender, amount);
    }

    function version() external pure virtual returns (uint256) {
        return 1;
    }

    function _authorizeUpgrade(address) internal view override {
        if (msg.sender != owner) revert NotOwner(msg.sender);
    }
}

/// The upgrade: deposits can be withdrawn.
contract VaultV2 is VaultV1 {
    using SafeERC20 for IERC20;

    function withdraw(uint256 amount) external {
        deposits[msg.sender] -= amount;
        token.safeTransfer(msg.sender, amount);
    }

    function version() external pure override returns (uint256) {
        return 2;
    }
}

/// ERC1967Proxy under a name of this project, so that its artefact is made.
contract VaultProxy is ERC1967Proxy {
    constructor(address implementation, bytes memory data) ERC1967Proxy(implementation, data) {}
}

/// TransparentUpgradeableProxy likewise.
contract VaultTransparentProxy is TransparentUpgradeableProxy {
    constructor(address implementation, address owner, bytes memory data)
        TransparentUpgradeableProxy(implementation, owner, data)
    {}
}
