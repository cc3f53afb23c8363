// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Collectible, Token} from "e2e/Token.sol";
import {VaultProxy, VaultTransparentProxy, VaultV1, VaultV2} from "e2e/Vault.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {vm} from "../src/Vm.sol";

/// Deploys a token, a collection, and a vault behind each kind of proxy; then uses them.
contract Deploy {
    bool public constant IS_SCRIPT = true;

    function run() external returns (address token, address vault, address collection) {
        uint256 key = vm.envUint("DEPLOYER_KEY");
        address deployer = vm.addr(key);
        vm.startBroadcast(key);
        Token coin = new Token("Coin", "CN", 1_000_000 ether);
        Collectible items = new Collectible();
        VaultV1 first = new VaultV1();
        VaultProxy proxy =
            new VaultProxy(address(first), abi.encodeCall(VaultV1.initialize, (deployer, IERC20(address(coin)))));
        new VaultTransparentProxy(
            address(first), deployer, abi.encodeCall(VaultV1.initialize, (deployer, IERC20(address(coin))))
        );
        coin.approve(address(proxy), 500 ether);
        VaultV1(address(proxy)).deposit(200 ether);
        VaultV2 second = new VaultV2();
        VaultV1(address(proxy)).upgradeToAndCall(address(second), "");
        VaultV2(address(proxy)).withdraw(50 ether);
        items.mint(deployer);
        payable(address(0xBEEF)).transfer(1 ether);
        // CREATE2 through the deployer that every chain has.
        new Token{salt: bytes32(uint256(7))}("Fixed", "FX", 1);
        vm.stopBroadcast();
        return (address(coin), address(proxy), address(items));
    }
}
