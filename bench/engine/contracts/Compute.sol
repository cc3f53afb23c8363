// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// Work that needs no storage: each function repeats its task `n` times and gives something of what came out.
contract Compute {
    function fib(uint256 n) external pure returns (uint256 result) {
        for (uint256 round = 0; round < n; round++) {
            uint256 a = 0;
            uint256 b = 1;
            for (uint256 i = 0; i < 300; i++) {
                unchecked { (a, b) = (b, a + b); }
            }
            result ^= a;
        }
    }

    function sort(uint256 n) external pure returns (uint256 result) {
        for (uint256 round = 0; round < n; round++) {
            uint256[] memory items = new uint256[](64);
            uint256 seed = round + 1;
            for (uint256 i = 0; i < items.length; i++) {
                unchecked { seed = seed * 6364136223846793005 + 1442695040888963407; }
                items[i] = (seed >> 32) % 1000;
            }
            quicksort(items, 0, int256(items.length - 1));
            result += items[32];
        }
    }

    function quicksort(uint256[] memory items, int256 left, int256 right) internal pure {
        int256 i = left;
        int256 j = right;
        if (i >= j) return;
        uint256 pivot = items[uint256(left + (right - left) / 2)];
        while (i <= j) {
            while (items[uint256(i)] < pivot) i++;
            while (pivot < items[uint256(j)]) j--;
            if (i <= j) {
                (items[uint256(i)], items[uint256(j)]) = (items[uint256(j)], items[uint256(i)]);
                i++;
                j--;
            }
        }
        if (left < j) quicksort(items, left, j);
        if (i < right) quicksort(items, i, right);
    }

    int256 private constant ONE = 1e9;

    /// Rays against a sphere in fixed point.
    function rays(uint256 n) external pure returns (int256 result) {
        for (uint256 k = 0; k < n; k++) {
            int256 dx = (int256(k % 64) - 32) * ONE / 64;
            int256 dy = (int256(k / 64 % 64) - 32) * ONE / 64;
            int256 dz = ONE;
            int256 length = root(dx * dx + dy * dy + dz * dz);
            dx = dx * ONE / length;
            dy = dy * ONE / length;
            dz = dz * ONE / length;
            int256 b = dz * (3 * ONE) / ONE;
            int256 c = 9 * ONE - ONE;
            int256 discriminant = b * b / ONE - c;
            if (discriminant > 0) result += b - root(discriminant * ONE);
            else result += dy + dx;
        }
    }

    function root(int256 x) internal pure returns (int256 y) {
        if (x == 0) return 0;
        y = x;
        int256 z = (x + 1) / 2;
        for (uint256 i = 0; i < 24 && z < y; i++) {
            y = z;
            z = (x / z + z) / 2;
        }
    }

    /// Swaps on a constant-product pool with a fee of 0.3 %.
    function swaps(uint256 n) external pure returns (uint256) {
        uint256 x = 1_000_000 ether;
        uint256 y = 3_000_000 ether;
        for (uint256 i = 0; i < n; i++) {
            uint256 input = 1 ether + (i % 17) * 1e15;
            uint256 withFee = input * 997;
            if (i % 2 == 0) {
                uint256 output = withFee * y / (x * 1000 + withFee);
                x += input;
                y -= output;
            } else {
                uint256 output = withFee * x / (y * 1000 + withFee);
                y += input;
                x -= output;
            }
            require(x * y >= 3e48, 'K');
        }
        return x ^ y;
    }

    /// Proofs of sixteen levels.
    function proofs(uint256 n) external pure returns (bytes32 result) {
        bytes32[] memory proof = new bytes32[](16);
        for (uint256 i = 0; i < 16; i++) proof[i] = bytes32(i * 0x9e3779b97f4a7c15);
        for (uint256 k = 0; k < n; k++) {
            bytes32 node = bytes32(k);
            for (uint256 i = 0; i < proof.length; i++) {
                bytes32 other = proof[i];
                (bytes32 a, bytes32 b) = node < other ? (node, other) : (other, node);
                assembly ('memory-safe') {
                    mstore(0x00, a)
                    mstore(0x20, b)
                    node := keccak256(0x00, 0x40)
                }
            }
            result ^= node;
        }
    }

    function arithmetic(uint256 n) external pure returns (uint256 x) {
        x = n | (1 << 255) | 12345;
        assembly {
            for { let i := 0 } lt(i, n) { i := add(i, 1) } {
                x := add(mul(x, 0x9e3779b97f4a7c15f39cc0605cedc834), xor(shr(7, x), i))
                x := sub(or(x, shl(11, i)), and(x, not(i)))
                x := add(mul(x, x), byte(and(i, 31), x))
            }
        }
    }

    function memoryWords(uint256 n) external pure returns (uint256 x) {
        assembly {
            for { let i := 0 } lt(i, n) { i := add(i, 1) } {
                let at := and(mul(i, 32), 0xfe0)
                mstore(at, i)
                x := add(x, mload(xor(at, 0x40)))
            }
        }
    }

    function mulmods(uint256 n) external pure returns (uint256 x) {
        assembly {
            let p := 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47
            x := sub(p, 3)
            for { let i := 0 } lt(i, n) { i := add(i, 1) } { x := addmod(mulmod(x, x, p), i, p) }
        }
    }

    function divisions(uint256 n) external pure returns (uint256 x) {
        assembly {
            let d := 0x1d4c0000000000000000000000000001f
            for { let i := 0 } lt(i, n) { i := add(i, 1) } {
                x := add(div(not(x), add(d, i)), mod(not(i), or(x, 3)))
                x := add(x, sdiv(not(x), 0x123456789abcdef01))
            }
        }
    }

    function hashes(uint256 n) external pure returns (uint256 x) {
        assembly {
            for { let i := 0 } lt(i, n) { i := add(i, 1) } {
                mstore(0, add(x, i))
                x := keccak256(0, 32)
            }
        }
    }

    function longHashes(uint256 n) external pure returns (uint256 x) {
        assembly {
            for { let i := 0 } lt(i, n) { i := add(i, 1) } {
                mstore(0, add(x, i))
                x := keccak256(0, 4096)
            }
        }
    }

    /// Calls a precompile with the same input.
    function precompile(uint256 n, address at, bytes calldata input) external view returns (bool ok) {
        uint256 size = input.length;
        assembly {
            calldatacopy(0x80, input.offset, size)
            for { let i := 0 } lt(i, n) { i := add(i, 1) } {
                ok := staticcall(gas(), at, 0x80, size, 0, 0x20)
            }
        }
    }
}
