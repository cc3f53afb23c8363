// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// A contract with one of everything that clients must decode: errors of each kind, events of each shape, block values.
contract Probe {
    error Refused(address who, uint256 amount, string reason);

    event Noted(address indexed who, uint256 indexed number, bytes32 indexed topic, string text);
    event Worded(string indexed word, bytes data);
    event Counted(uint256 count) anonymous;
    event Bare();

    uint256 public count;
    mapping(address => uint256) public notes;
    bytes public blob;
    address public immutable maker;

    constructor(uint256 start) payable {
        count = start;
        maker = msg.sender;
    }

    receive() external payable {
        emit Bare();
    }

    function note(uint256 number, string calldata text) external payable returns (uint256) {
        count += number;
        notes[msg.sender] = number;
        emit Noted(msg.sender, number, keccak256(bytes(text)), text);
        return count;
    }

    function word(string calldata value, uint256 times) external {
        for (uint256 i = 0; i < times; i++) {
            emit Worded(value, abi.encode(i));
        }
        emit Counted(times);
    }

    function keep(bytes calldata data) external {
        blob = data;
    }

    function refuse(uint256 amount) external view {
        revert Refused(msg.sender, amount, "not today");
    }

    function complain() external pure {
        require(false, "a plain reason");
    }

    function overflow(uint256 a) external pure returns (uint256) {
        return a + type(uint256).max;
    }

    function silent() external pure {
        assembly {
            revert(0, 0)
        }
    }

    function stop() external pure {
        assembly {
            invalid()
        }
    }

    function burnGas(uint256 rounds) external returns (uint256 sum) {
        for (uint256 i = 0; i < rounds; i++) {
            sum += i * i;
            notes[address(uint160(i))] = sum;
        }
    }

    function pay(address payable to) external payable {
        (bool paid, ) = to.call{value: msg.value}("");
        require(paid, "not paid");
    }

    function surroundings()
        external
        view
        returns (uint256 number, uint256 time, uint256 baseFee, uint256 random, uint256 gasLimit, address producer, uint256 chain)
    {
        return (block.number, block.timestamp, block.basefee, block.prevrandao, block.gaslimit, block.coinbase, block.chainid);
    }

    function hashOf(uint256 number) external view returns (bytes32) {
        return blockhash(number);
    }

    function blobHash(uint256 index) external view returns (bytes32) {
        return blobhash(index);
    }

    function caller() external view returns (address, address, uint256) {
        return (msg.sender, tx.origin, tx.gasprice);
    }

    function child(bytes32 salt) external returns (address made) {
        made = address(new Child{salt: salt}(count));
    }

    function log(string calldata text, uint256 number) external view {
        (bool ok, ) = 0x000000000000000000636F6e736F6c652e6c6f67.staticcall(
            abi.encodeWithSignature("log(string,uint256)", text, number)
        );
        ok;
    }
}

/// What Probe makes with CREATE2.
contract Child {
    uint256 public immutable born;

    constructor(uint256 value) {
        born = value;
    }
}
