// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Change, ChangeKind, HookEntry, IModuleRegistry, Module, ModuleStatus} from "../src/IModuleRegistry.sol";
import {BlockContext, BlockResult, ModuleMetadata, TransactionContext} from "../src/IXaiModule.sol";
import {ModuleRegistry} from "../src/ModuleRegistry.sol";
import {Predeploys} from "../src/Predeploys.sol";
import {XaiHooks} from "../src/XaiHooks.sol";
import {XaiModule} from "../src/XaiModule.sol";
import {IXaiProxy, XaiProxy} from "../src/XaiProxy.sol";
import {Counter, CounterTwo, Governance} from "./support/Governance.sol";
import {bound, vm} from "./support/Vm.sol";

/// Declares whatever it is told.
contract Claims is Counter {
    uint32 private immutable _hooks;
    uint64 private immutable _gas;
    uint32 private immutable _order;

    constructor(uint32 hooks, uint32 order, uint64 gas_) {
        (_hooks, _order, _gas) = (hooks, order, gas_);
    }

    function moduleMetadata() external view override returns (ModuleMetadata memory) {
        return ModuleMetadata("Claims", "1", _hooks, _order, _gas, _gas, _gas);
    }
}

/// Answers nothing that can be decoded.
contract Mute {
    fallback() external payable {}
}

contract ModuleRegistryTest is Governance {
    bytes32 constant FIRST_SLOT = 0xda22e393ab6ab834a44aaf43e37ae6c52c94b23a7b22d028d7cff9a7526f7e00;

    function proxyOf(address implementation) internal returns (address) {
        attest(implementation.codehash);
        return address(new XaiProxy(implementation, abi.encodeCall(Counter.initialize, (7))));
    }

    function add(bytes32 id, address implementation) internal returns (address proxy) {
        proxy = proxyOf(implementation);
        vm.prank(Predeploys.TIMELOCK);
        registry.register(id, proxy, implementation.codehash);
    }

    function activate(bytes32 id) internal {
        vm.prank(Predeploys.TIMELOCK);
        registry.activate(id);
    }

    function test_theFirstSlotCountsTheModulesWithHooks() public {
        vm.assertEq(uint256(vm.load(address(registry), FIRST_SLOT)), 0);
        add("counter", address(new Counter()));
        vm.assertEq(uint256(vm.load(address(registry), FIRST_SLOT)), 0);
        activate("counter");
        vm.assertEq(uint256(vm.load(address(registry), FIRST_SLOT)), 1);
        vm.prank(Predeploys.TIMELOCK);
        registry.retire("counter");
        vm.assertEq(uint256(vm.load(address(registry), FIRST_SLOT)), 0);
        vm.assertEq(registry.activeHooks().length, 0);
    }

    function test_onlyGovernanceChangesAndOnlyTheProtocolReports() public {
        bytes[9] memory calls = [
            abi.encodeCall(IModuleRegistry.register, ("x", EVE, 0)),
            abi.encodeCall(IModuleRegistry.upgrade, ("x", EVE, 0, "")),
            abi.encodeCall(IModuleRegistry.activate, ("x")),
            abi.encodeCall(IModuleRegistry.suspend, ("x")),
            abi.encodeCall(IModuleRegistry.retire, ("x")),
            abi.encodeCall(IModuleRegistry.setModuleParameter, ("x", "y", 1)),
            abi.encodeCall(IModuleRegistry.setLimits, (1, 1_000_000)),
            abi.encodeCall(IModuleRegistry.recordFault, ("x", 0, "")),
            abi.encodeCall(IModuleRegistry.clearFaults, ("x"))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            vm.prank(EVE);
            (bool ok, bytes memory reason) = address(registry).call(calls[i]);
            vm.assertFalse(ok);
            bytes4 wanted = i < 7 ? XaiModule.NotGovernance.selector : XaiHooks.NotSystem.selector;
            vm.assertEq(reason, abi.encodeWithSelector(wanted, EVE));
        }
        vm.expectRevert(abi.encodeWithSelector(ModuleRegistry.NotGovernor.selector, address(this)));
        registry.rollBack(1, 1);
        vm.expectRevert(abi.encodeWithSelector(ModuleRegistry.NotGovernor.selector, address(this)));
        registry.beginProposal(1);
    }

    function test_nobodyButTheProtocolCallsHooks() public {
        Counter counter = Counter(add("counter", address(new Counter())));
        BlockContext memory context;
        BlockResult memory result;
        TransactionContext memory transaction;
        vm.expectRevert(abi.encodeWithSelector(XaiHooks.NotSystem.selector, address(this)));
        counter.onBlockStart(context);
        vm.expectRevert(abi.encodeWithSelector(XaiHooks.NotSystem.selector, address(this)));
        counter.onBlockEnd(context, result);
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert(abi.encodeWithSelector(XaiHooks.NotSystem.selector, Predeploys.TIMELOCK));
        counter.validateTransaction(context, transaction);
        vm.prank(Predeploys.SYSTEM);
        (bool allowed,) = counter.validateTransaction(context, transaction);
        vm.assertTrue(allowed);
    }

    function test_faultsInARowSuspend() public {
        add("counter", address(new Counter()));
        activate("counter");
        for (uint32 i = 1; i <= 3; ++i) {
            vm.expectEmit();
            emit IModuleRegistry.HookFaulted("counter", 1, i, "boom");
            if (i == 3) {
                vm.expectEmit();
                emit IModuleRegistry.ModuleSuspended("counter");
            }
            vm.prank(Predeploys.SYSTEM);
            registry.recordFault("counter", 1, "boom");
        }
        vm.assertEq(uint256(registry.module("counter").status), uint256(ModuleStatus.Suspended));
        vm.assertEq(registry.activeHooks().length, 0);
        activate("counter");
        vm.assertEq(registry.activeHooks()[0].consecutiveFaults, 0);
    }

    function test_aSuccessBetweenFaultsStartsTheCountAgain() public {
        add("counter", address(new Counter()));
        activate("counter");
        for (uint256 i = 0; i < 4; ++i) {
            vm.prank(Predeploys.SYSTEM);
            registry.recordFault("counter", 1, new bytes(100_000));
            vm.prank(Predeploys.SYSTEM);
            registry.clearFaults("counter");
        }
        vm.assertEq(uint256(registry.module("counter").status), uint256(ModuleStatus.Active));
    }

    function testFuzz_hooksAreSortedByOrderThenId(uint8[6] memory orders) public {
        for (uint256 i = 0; i < orders.length; ++i) {
            bytes32 id = bytes32((100 - i) << 248);
            add(id, address(new Claims(1, orders[i] % 4, 50_000)));
            activate(id);
        }
        HookEntry[] memory entries = registry.activeHooks();
        vm.assertEq(entries.length, 6);
        for (uint256 i = 1; i < entries.length; ++i) {
            bool isSorted = entries[i - 1].order < entries[i].order
                || (entries[i - 1].order == entries[i].order && entries[i - 1].id < entries[i].id);
            vm.assertTrue(isSorted);
        }
    }

    function test_activeHooksAreBounded() public {
        for (uint256 i = 0; i < 17; ++i) {
            bytes32 id = bytes32((1 + i) << 248);
            add(id, address(new Claims(2, 1, 50_000)));
            if (i < 16) activate(id);
        }
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert(ModuleRegistry.TooManyHooks.selector);
        registry.activate(bytes32(uint256(17) << 248));
    }

    function test_badModulesAreRefused() public {
        address good = address(new Counter());
        address proxy = proxyOf(good);
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert(abi.encodeWithSelector(ModuleRegistry.NotAProxy.selector, good));
        registry.register("bare", good, good.codehash);
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert(abi.encodeWithSelector(ModuleRegistry.NotAudited.selector, bytes32("x")));
        registry.register("x", proxy, "x");
        address other = address(new CounterTwo());
        attest(other.codehash);
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert(abi.encodeWithSelector(ModuleRegistry.WrongCode.selector, other.codehash, good.codehash));
        registry.register("x", proxy, other.codehash);
        add("counter", good);
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert(abi.encodeWithSelector(ModuleRegistry.AlreadyRegistered.selector, bytes32("counter"), proxy));
        registry.register("counter", proxy, good.codehash);

        address greedy = address(new Claims(1, 1, 5_000_001));
        address greedyProxy = proxyOf(greedy);
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert();
        registry.register("greedy", greedyProxy, greedy.codehash);
        address odd = address(new Claims(8, 1, 1));
        address oddProxy = proxyOf(odd);
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert(abi.encodeWithSelector(ModuleRegistry.BadHooks.selector, bytes32("odd"), 8));
        registry.register("odd", oddProxy, odd.codehash);
        vm.assertEq(registry.modules().length, 1);
    }

    function test_aProxyObeysTheRegistryAlone() public {
        address proxy = add("counter", address(new Counter()));
        address next = address(new CounterTwo());
        vm.prank(Predeploys.TIMELOCK);
        (bool ok,) = proxy.call(abi.encodeCall(IXaiProxy.upgradeToAndCall, (next, "")));
        vm.assertFalse(ok);
        vm.prank(Predeploys.REGISTRY);
        IXaiProxy(proxy).upgradeToAndCall(next, "");
        vm.assertEq(CounterTwo(proxy).version(), 2);
    }

    /// Code that answers nothing is refused as it is put in place; had it come in, it could be replaced all the same.
    function test_codeThatIsNoModuleIsRefused() public {
        add("counter", address(new Counter()));
        address mute = address(new Mute());
        attest(mute.codehash);
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert();
        registry.upgrade("counter", mute, mute.codehash, "");
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert(abi.encodeWithSelector(ModuleRegistry.WrongCode.selector, mute.codehash, EVE.codehash));
        registry.upgrade("counter", EVE, mute.codehash, "");
        vm.assertEq(registry.module("counter").version, "1.0.0");
    }

    /// Namespaced storage: what the registry, the proxy and the module keep lies apart, also after an upgrade.
    function test_anUpgradeLeavesStorageWhereItWas() public {
        Counter counter = Counter(add("counter", address(new Counter())));
        activate("counter");
        counter.add();
        counter.add();
        CounterTwo next = new CounterTwo();
        attest(address(next).codehash);
        vm.prank(Predeploys.TIMELOCK);
        registry.upgrade("counter", address(next), address(next).codehash, abi.encodeCall(CounterTwo.reinitialize, ()));
        vm.assertEq(counter.count(), 14);
        for (uint256 i = 0; i < 16; ++i) {
            vm.assertEq(vm.load(address(counter), bytes32(i)), bytes32(0));
            vm.assertEq(vm.load(address(registry), bytes32(i)), bytes32(0));
        }
        HookEntry[] memory entries = registry.activeHooks();
        vm.assertEq(uint256(entries[0].hooks), 6);
        vm.assertEq(uint256(entries[0].order), 5);
        vm.expectRevert();
        CounterTwo(address(counter)).reinitialize();
        vm.expectRevert();
        counter.initialize(1);
    }

    function test_theRegistryUpgradesItself() public {
        add("counter", address(new Counter()));
        // Its own entry, as genesis makes it.
        address implementation = address(new ModuleRegistry());
        attest(implementation.codehash);
        vm.prank(Predeploys.TIMELOCK);
        registry.register("moduleRegistry", Predeploys.REGISTRY, implementation.codehash);
        vm.prank(Predeploys.TIMELOCK);
        registry.upgrade("moduleRegistry", implementation, implementation.codehash, "");
        vm.assertEq(registry.module("moduleRegistry").implementation, implementation);
        vm.assertEq(registry.modules().length, 2);
    }

    function test_historyTellsEveryChange() public {
        Counter counter = Counter(add("counter", address(new Counter())));
        activate("counter");
        vm.prank(Predeploys.TIMELOCK);
        registry.setModuleParameter("counter", "step", 9);
        vm.assertEq(counter.parameter("step"), 9);
        vm.prank(Predeploys.TIMELOCK);
        vm.expectRevert();
        registry.setModuleParameter("counter", "step", 101);
        Change[] memory changes = registry.history("counter");
        vm.assertEq(changes.length, 3);
        vm.assertEq(uint256(changes[0].kind), uint256(ChangeKind.Register));
        vm.assertEq(uint256(changes[1].status), uint256(ModuleStatus.Active));
        vm.assertEq(changes[2].key, bytes32("step"));
        vm.assertEq(changes[2].formerValue, 7);
        vm.assertEq(changes[2].value, 9);
        vm.assertEq(registry.idOf(address(counter)), bytes32("counter"));
    }
}
