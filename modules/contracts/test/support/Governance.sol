// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AuditorRegistry} from "../../src/AuditorRegistry.sol";
import {GenesisModule} from "../../src/IModuleRegistry.sol";
import {BlockContext, BlockResult, IXaiModule, ModuleMetadata, TransactionContext} from "../../src/IXaiModule.sol";
import {ModuleRegistry} from "../../src/ModuleRegistry.sol";
import {Predeploys} from "../../src/Predeploys.sol";
import {ProtocolParameters} from "../../src/ProtocolParameters.sol";
import {Staking} from "../../src/Staking.sol";
import {Timelock} from "../../src/Timelock.sol";
import {XaiGovernor, XaiSettings} from "../../src/XaiGovernor.sol";
import {XaiModule} from "../../src/XaiModule.sol";
import {Behind} from "./Behind.sol";
import {vm} from "./Vm.sol";

/// A module that counts, with one parameter; the base of its later versions.
contract Counter is XaiModule {
    /// @custom:storage-location erc7201:test.storage.Counter
    struct CounterStorage {
        uint256 count;
    }

    function initialize(uint256 step) external initializer {
        _defineParameter("step", step, 1, 100);
    }

    function add() external {
        _counter().count += _parameter("step");
    }

    function count() external view returns (uint256) {
        return _counter().count;
    }

    function moduleMetadata() external view virtual returns (ModuleMetadata memory) {
        return ModuleMetadata("Counter", "1.0.0", 2, 10, 0, 100_000, 0);
    }

    function _counter() internal pure returns (CounterStorage storage $) {
        assembly {
            $.slot := 0xcafe00
        }
    }
}

/// The next version: it counts backwards, sets its parameter anew, and runs earlier.
contract CounterTwo is Counter {
    function reinitialize() external reinitializer(2) {
        _defineParameter("step", 50, 1, 200);
    }

    function version() external pure returns (uint256) {
        return 2;
    }

    function moduleMetadata() external view override returns (ModuleMetadata memory) {
        return ModuleMetadata("Counter", "2.0.0", 6, 5, 0, 200_000, 200_000);
    }
}

/// Places the contracts of governance as genesis does, and goes the way of a proposal.
abstract contract Governance {
    ModuleRegistry internal constant registry = ModuleRegistry(Predeploys.REGISTRY);
    ProtocolParameters internal constant protocol = ProtocolParameters(Predeploys.PARAMETERS);
    Staking internal constant staking = Staking(Predeploys.STAKING);
    XaiGovernor internal constant governor = XaiGovernor(payable(Predeploys.GOVERNOR));
    Timelock internal constant timelock = Timelock(payable(Predeploys.TIMELOCK));
    AuditorRegistry internal constant auditors = AuditorRegistry(Predeploys.AUDITORS);

    address internal constant ANN = address(0xa11);
    address internal constant BOB = address(0xb0b);
    address internal constant EVE = address(0xe5e);
    address internal constant FIRST_AUDITOR = address(0xa0d1);
    address internal constant SECOND_AUDITOR = address(0xa0d2);

    uint48 internal constant DELAY = 10;
    uint32 internal constant PERIOD = 100;
    uint256 internal constant TIMELOCK_DELAY = 50;
    uint256 internal constant UNLOCK_DELAY = 30;

    /// One proposal's calls.
    struct Draft {
        address[] targets;
        uint256[] values;
        bytes[] calldatas;
        string description;
    }

    function setUp() public virtual {
        vm.warp(1_700_000_000);
        vm.roll(100);
        bytes32[] memory keys = new bytes32[](5);
        uint256[] memory values = new uint256[](5);
        (keys[0], keys[1], keys[2], keys[3], keys[4]) =
            (bytes32("blockGasLimit"), "elasticity", "baseFeeDenominator", "feature.vm", "fork.osaka");
        (values[1], values[2], values[3]) = (2, 8, 1);
        Behind.place(Predeploys.PARAMETERS, address(new ProtocolParameters()), abi.encodeCall(ProtocolParameters.initialize, (keys, values, 0, 20)));
        Behind.place(Predeploys.STAKING, address(new Staking()), abi.encodeCall(Staking.initialize, (UNLOCK_DELAY)));
        Behind.place(Predeploys.TIMELOCK, address(new Timelock()), abi.encodeWithSignature("initialize(uint256)", TIMELOCK_DELAY));
        XaiSettings memory settings = XaiSettings(1_000, 10_000, 500, 500, 1_000);
        Behind.place(Predeploys.GOVERNOR, address(new XaiGovernor()), abi.encodeCall(XaiGovernor.initialize, (DELAY, PERIOD, 1 ether, 20, settings)));
        address[] memory who = new address[](2);
        (who[0], who[1]) = (FIRST_AUDITOR, SECOND_AUDITOR);
        Behind.place(Predeploys.AUDITORS, address(new AuditorRegistry()), abi.encodeCall(AuditorRegistry.initialize, (who, 2)));
        GenesisModule[] memory modules = new GenesisModule[](0);
        Behind.place(Predeploys.REGISTRY, address(new ModuleRegistry()), abi.encodeCall(ModuleRegistry.initialize, (modules, 3, 5_000_000)));
        vm.deal(ANN, 1_000 ether);
        vm.deal(BOB, 1_000 ether);
        vm.deal(EVE, 1_000 ether);
    }

    function stake(address who, uint256 amount) internal {
        vm.prank(who);
        staking.lock{value: amount}();
    }

    /// Later by this many seconds, and by one block.
    function pass(uint256 secs) internal {
        vm.warp(block.timestamp + secs);
        vm.roll(block.number + 1);
    }

    function draft(address target, bytes memory data) internal pure returns (Draft memory d) {
        (d.targets, d.values, d.calldatas) = (new address[](1), new uint256[](1), new bytes[](1));
        (d.targets[0], d.calldatas[0], d.description) = (target, data, "a proposal");
    }

    function submit(address who, Draft memory d) internal returns (uint256) {
        vm.prank(who);
        return governor.propose(d.targets, d.values, d.calldatas, d.description);
    }

    function vote(address who, uint256 id, uint8 support) internal {
        vm.prank(who);
        governor.castVote(id, support);
    }

    /// Proposes as ANN, who also votes for it, and waits until the vote is over.
    function win(Draft memory d) internal returns (uint256 id) {
        id = submit(ANN, d);
        pass(DELAY + 1);
        vote(ANN, id, 1);
        pass(PERIOD + 1);
    }

    function enact(uint256 id) internal {
        governor.queue(id);
        pass(TIMELOCK_DELAY + 1);
        governor.execute(id);
    }

    function attest(bytes32 codeHash) internal {
        vm.prank(FIRST_AUDITOR);
        auditors.attest(codeHash, keccak256("report one"));
        vm.prank(SECOND_AUDITOR);
        auditors.attest(codeHash, keccak256("report two"));
    }
}
