// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Counter} from "../src/Counter.sol";

contract CounterTest {
    Counter private counter = new Counter(5);

    function testIncreases() external {
        counter.increase(2);
        require(counter.count() == 7, "5 and 2 are 7");
    }

    function testStopsAtAHundred() external {
        try counter.increase(96) {
            revert("went past a hundred");
        } catch (bytes memory reason) {
            require(keccak256(reason) == keccak256(abi.encodeWithSelector(Counter.TooFar.selector, 101)), "another reason");
        }
        require(counter.count() == 5, "nothing changed");
    }
}
