// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC20} from '@openzeppelin/contracts/token/ERC20/ERC20.sol';

/// Work on storage: each function repeats its task `n` times.
contract Ledger is ERC20 {
    struct Proposal {
        uint64 start;
        uint64 end;
        uint128 votesFor;
        uint128 votesAgainst;
        mapping(address => bool) voted;
    }

    mapping(uint256 => Proposal) private proposals;
    mapping(address => uint208) private weights;
    uint256[64] private slots;
    event Voted(address indexed voter, uint256 indexed proposal, bool support, uint256 weight);

    constructor() ERC20('Bench', 'BNC') {}

    function transfers(uint256 n) external returns (uint256) {
        _mint(msg.sender, 1e30);
        for (uint256 i = 0; i < n; i++) transfer(address(uint160(0x1000 + (i & 15))), 1 + i);
        return balanceOf(address(0x1000));
    }

    function writes(uint256 n) external returns (uint256 sum) {
        for (uint256 i = 0; i < n; i++) {
            slots[i & 63] = slots[(i + 7) & 63] + i;
            sum += slots[(i + 3) & 63];
        }
    }

    function votes(uint256 n) external returns (uint256) {
        for (uint256 i = 0; i < n; i++) {
            uint256 id = uint256(keccak256(abi.encode(address(this), uint256(7), bytes32(i >> 4))));
            vote(id, address(uint160(0x2000 + i)), i % 3 != 0);
        }
        return weights[address(0x2000)];
    }

    function vote(uint256 id, address voter, bool support) internal {
        Proposal storage proposal = proposals[id];
        if (proposal.end == 0) {
            proposal.start = uint64(block.timestamp);
            proposal.end = uint64(block.timestamp + 3 days);
        }
        require(block.timestamp >= proposal.start && block.timestamp < proposal.end, 'closed');
        require(!proposal.voted[voter], 'voted');
        proposal.voted[voter] = true;
        uint256 weight = uint256(weights[voter]) + 1;
        weights[voter] = uint208(weight);
        if (support) proposal.votesFor += uint128(weight);
        else proposal.votesAgainst += uint128(weight);
        emit Voted(voter, id, support, weight);
    }
}
