// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Memory} from "@openzeppelin/contracts/utils/Memory.sol";
import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";
import {ModuleMetadata} from "./IXaiModule.sol";
import {Predeploys} from "./Predeploys.sol";
import {XaiModule} from "./XaiModule.sol";
import {StateProof} from "./libraries/StateProof.sol";

/// State commitments of sidecar rollups. Posters that governance registers post a rollup's state roots one after the
/// other; after a window in which challengers may object, anyone makes them final, and accounts and storage of the rollup
/// can be proved against a final root here. Governance decides a challenge: the commitment stands, or it and all later
/// ones fall. One that contradicts the header of its own block falls by anybody's proof, without a decision. Whoever posted
/// what fell loses the bond.
contract RollupAnchor is XaiModule {
    using Memory for *;
    using RLP for *;

    struct Rollup {
        string name;
        /// seconds between a commitment and its finality
        uint64 challengeWindow;
        bool active;
        /// nothing becomes final before (seconds): a challenge that failed gives later ones a whole window again
        uint64 notBefore;
        uint64 count;
        /// commitments below this index are final
        uint64 finalCount;
    }

    struct Commitment {
        bytes32 stateRoot;
        bytes32 blockHash;
        uint64 blockNumber;
        uint64 postedAt;
        address poster;
    }

    bytes32 public constant MINIMUM_WINDOW = "minimumWindow";

    Rollup[] private _rollups;
    mapping(uint256 rollup => mapping(uint256 index => Commitment)) private _commitments;
    /// indices under challenge, each lower than the one before
    mapping(uint256 rollup => uint64[]) private _challenged;
    mapping(uint256 rollup => mapping(address => bool)) public isPoster;
    mapping(uint256 rollup => mapping(address => bool)) public isChallenger;
    /// wei that a poster needs deposited to post
    mapping(uint256 rollup => uint256) public requiredBond;
    /// wei that a poster has deposited
    mapping(uint256 rollup => mapping(address poster => uint256)) public bondOf;
    /// the index behind a poster's last commitment: the bond stays until that is final
    mapping(uint256 rollup => mapping(address poster => uint64)) private _boundUntil;
    /// who objected to a commitment first
    mapping(uint256 rollup => mapping(uint256 index => address)) private _challengerOf;
    /// wei of lost bonds that nobody has collected yet
    mapping(address account => uint256) public creditOf;

    /// Of a lost bond, in basis points, to whoever showed that the commitment was wrong; the treasury gets the rest.
    uint256 public constant FINDER_SHARE = 5_000;
    /// Places of a header's fields (yellow paper, section 4.3).
    uint256 private constant STATE_ROOT_FIELD = 3;
    uint256 private constant NUMBER_FIELD = 8;
    /// bytes of a header that are looked at
    uint256 private constant MAXIMUM_HEADER = 2_048;

    event RollupRegistered(uint256 indexed rollup, string name, uint256 challengeWindow);
    event RollupActiveChanged(uint256 indexed rollup, bool active);
    event PosterChanged(uint256 indexed rollup, address indexed poster, bool allowed);
    event ChallengerChanged(uint256 indexed rollup, address indexed challenger, bool allowed);
    event CommitmentPosted(
        uint256 indexed rollup,
        uint256 indexed index,
        address indexed poster,
        uint256 blockNumber,
        bytes32 blockHash,
        bytes32 stateRoot
    );
    event CommitmentChallenged(uint256 indexed rollup, uint256 indexed index, address indexed challenger, string reason);
    event ChallengeResolved(uint256 indexed rollup, uint256 indexed index, bool stands);
    event CommitmentsRemoved(uint256 indexed rollup, uint256 from, uint256 count);
    event CommitmentsFinalized(uint256 indexed rollup, uint256 count);
    event BondRequired(uint256 indexed rollup, uint256 former, uint256 bond);
    event BondDeposited(uint256 indexed rollup, address indexed poster, uint256 amount, uint256 bond);
    event BondWithdrawn(uint256 indexed rollup, address indexed poster, uint256 amount);
    event BondLost(uint256 indexed rollup, address indexed poster, uint256 amount, address finder, uint256 toFinder);
    event CommitmentDisproved(uint256 indexed rollup, uint256 indexed index, address indexed finder);
    event CreditPaid(address indexed account, uint256 amount);

    error NoSuchRollup(uint256 rollup);
    error RollupInactive(uint256 rollup);
    error WindowTooShort(uint256 window, uint256 minimum);
    error NotPoster(address caller);
    error NotChallenger(address caller);
    error OutOfSequence(uint256 index, uint256 expected);
    error BlockNotRising(uint256 blockNumber, uint256 former);
    error RootIsZero();
    error NoSuchCommitment(uint256 rollup, uint256 index);
    error AlreadyFinal(uint256 index, uint256 finalCount);
    error NotFinal(uint256 index, uint256 finalCount);
    error ChallengeNotLower(uint256 index, uint256 lowest);
    error NotChallenged(uint256 rollup);
    error UnderChallenge(uint256 lowest);
    error WindowOpen(uint256 until);
    error BondTooSmall(uint256 bond, uint256 needed);
    error BondBound(uint256 until, uint256 finalCount);
    error NothingHeld(address account);
    error NotTheHeader(bytes32 hash, bytes32 expected);
    error HeaderAgrees();

    /// `minimumWindow` in seconds: the shortest challenge window that a rollup may have.
    function initialize(uint256 minimumWindow) external initializer {
        _defineParameter(MINIMUM_WINDOW, minimumWindow, 0, 365 days);
    }

    function moduleMetadata() external pure returns (ModuleMetadata memory metadata) {
        (metadata.name, metadata.version) = ("RollupAnchor", "1.0.0");
    }

    // Governance

    function registerRollup(
        string calldata name,
        uint64 challengeWindow,
        address[] calldata posters,
        address[] calldata challengers
    ) external onlyGovernance returns (uint256 rollup) {
        uint256 minimum = _parameter(MINIMUM_WINDOW);
        if (challengeWindow < minimum) revert WindowTooShort(challengeWindow, minimum);
        rollup = _rollups.length;
        _rollups.push(Rollup(name, challengeWindow, true, 0, 0, 0));
        emit RollupRegistered(rollup, name, challengeWindow);
        for (uint256 i = 0; i < posters.length; ++i) _setPoster(rollup, posters[i], true);
        for (uint256 i = 0; i < challengers.length; ++i) _setChallenger(rollup, challengers[i], true);
    }

    /// An inactive rollup takes no commitments; its final ones can still be proved against.
    function setActive(uint256 rollup, bool active) external onlyGovernance {
        _rollup(rollup).active = active;
        emit RollupActiveChanged(rollup, active);
    }

    function setPoster(uint256 rollup, address poster, bool allowed) external onlyGovernance {
        _rollup(rollup);
        _setPoster(rollup, poster, allowed);
    }

    function setChallenger(uint256 rollup, address challenger, bool allowed) external onlyGovernance {
        _rollup(rollup);
        _setChallenger(rollup, challenger, allowed);
    }

    /// What posters of a rollup need deposited from now on, in wei; 0: nothing. Commitments that wait keep the bond they have.
    function setBond(uint256 rollup, uint256 bond) external onlyGovernance {
        _rollup(rollup);
        emit BondRequired(rollup, requiredBond[rollup], bond);
        requiredBond[rollup] = bond;
    }

    /// Decides the lowest open challenge. When the commitment falls, all from it on are removed and may be posted anew.
    function resolve(uint256 rollup, bool stands) external onlyGovernance {
        Rollup storage found = _rollup(rollup);
        uint64[] storage challenged = _challenged[rollup];
        if (challenged.length == 0) revert NotChallenged(rollup);
        uint64 index = challenged[challenged.length - 1];
        emit ChallengeResolved(rollup, index, stands);
        if (stands) {
            challenged.pop();
            delete _challengerOf[rollup][index];
            found.notBefore = uint64(block.timestamp) + found.challengeWindow;
        } else {
            _fall(rollup, index, _challengerOf[rollup][index]);
        }
    }

    // Posters, challengers, anyone

    /// Posts the commitment of the next index; `index` guards against posting twice.
    function post(uint256 rollup, uint256 index, uint64 blockNumber, bytes32 blockHash, bytes32 stateRoot) external {
        Rollup storage found = _rollup(rollup);
        if (!found.active) revert RollupInactive(rollup);
        if (!isPoster[rollup][msg.sender]) revert NotPoster(msg.sender);
        uint64 count = found.count;
        if (index != count) revert OutOfSequence(index, count);
        if (stateRoot == 0) revert RootIsZero();
        if (bondOf[rollup][msg.sender] < requiredBond[rollup]) {
            revert BondTooSmall(bondOf[rollup][msg.sender], requiredBond[rollup]);
        }
        if (count != 0) {
            uint64 former = _commitments[rollup][count - 1].blockNumber;
            if (blockNumber <= former) revert BlockNotRising(blockNumber, former);
        }
        _commitments[rollup][count] =
            Commitment(stateRoot, blockHash, blockNumber, uint64(block.timestamp), msg.sender);
        found.count = count + 1;
        _boundUntil[rollup][msg.sender] = count + 1;
        delete _challengerOf[rollup][count];
        emit CommitmentPosted(rollup, index, msg.sender, blockNumber, blockHash, stateRoot);
    }

    /// Objects to a commitment that is not final. While a challenge is open, only lower indices can be challenged: the
    /// ones above wait for its end anyway.
    function challenge(uint256 rollup, uint256 index, string calldata reason) external {
        Rollup storage found = _rollup(rollup);
        if (!isChallenger[rollup][msg.sender]) revert NotChallenger(msg.sender);
        if (index >= found.count) revert NoSuchCommitment(rollup, index);
        if (index < found.finalCount) revert AlreadyFinal(index, found.finalCount);
        uint64[] storage challenged = _challenged[rollup];
        if (challenged.length != 0) {
            uint256 lowest = challenged[challenged.length - 1];
            if (index >= lowest) revert ChallengeNotLower(index, lowest);
        }
        challenged.push(uint64(index));
        if (_challengerOf[rollup][index] == address(0)) _challengerOf[rollup][index] = msg.sender;
        emit CommitmentChallenged(rollup, index, msg.sender, reason);
    }

    /// Takes down a commitment that contradicts the header of its own block, with all later ones: `header` is that header as
    /// RLP, whose hash the poster committed to. Anyone may, while it is not final. While a challenge is open, only what is not
    /// above it: the rest waits for its end.
    function disprove(uint256 rollup, uint256 index, bytes calldata header) external {
        Rollup storage found = _rollup(rollup);
        if (index >= found.count) revert NoSuchCommitment(rollup, index);
        if (index < found.finalCount) revert AlreadyFinal(index, found.finalCount);
        uint64[] storage challenged = _challenged[rollup];
        if (challenged.length != 0 && index > challenged[challenged.length - 1]) {
            revert ChallengeNotLower(index, challenged[challenged.length - 1]);
        }
        Commitment memory claimed = _commitments[rollup][index];
        bytes32 hash = keccak256(header);
        if (hash != claimed.blockHash || header.length > MAXIMUM_HEADER) revert NotTheHeader(hash, claimed.blockHash);
        if (_agrees(header, claimed)) revert HeaderAgrees();
        emit CommitmentDisproved(rollup, index, msg.sender);
        _fall(rollup, uint64(index), msg.sender);
    }

    // Bonds

    /// Adds what is sent to the sender's bond.
    function depositBond(uint256 rollup) external payable {
        _rollup(rollup);
        if (msg.value == 0) revert NothingHeld(msg.sender);
        bondOf[rollup][msg.sender] += msg.value;
        emit BondDeposited(rollup, msg.sender, msg.value, bondOf[rollup][msg.sender]);
    }

    /// Pays the sender's whole bond back, once all that they have posted is final or nothing waits any more.
    function withdrawBond(uint256 rollup) external returns (uint256 amount) {
        Rollup storage found = _rollup(rollup);
        uint64 until = _boundUntil[rollup][msg.sender];
        if (until > found.finalCount && found.count > found.finalCount) revert BondBound(until, found.finalCount);
        amount = bondOf[rollup][msg.sender];
        if (amount == 0) revert NothingHeld(msg.sender);
        bondOf[rollup][msg.sender] = 0;
        emit BondWithdrawn(rollup, msg.sender, amount);
        Address.sendValue(payable(msg.sender), amount);
    }

    /// Pays what an account has of lost bonds; anyone may trigger it.
    function payCredit(address account) external returns (uint256 amount) {
        amount = creditOf[account];
        if (amount == 0) revert NothingHeld(account);
        creditOf[account] = 0;
        emit CreditPaid(account, amount);
        Address.sendValue(payable(account), amount);
    }

    /// Makes all commitments up to and with this index final when their windows are over and none is challenged.
    function finalize(uint256 rollup, uint256 index) external {
        Rollup storage found = _rollup(rollup);
        if (index >= found.count) revert NoSuchCommitment(rollup, index);
        if (index < found.finalCount) revert AlreadyFinal(index, found.finalCount);
        uint64[] storage challenged = _challenged[rollup];
        if (challenged.length != 0) {
            uint256 lowest = challenged[challenged.length - 1];
            if (index >= lowest) revert UnderChallenge(lowest);
        }
        // Commitments are posted in order, so the last one's window is the last to end.
        uint256 until = _commitments[rollup][index].postedAt + found.challengeWindow;
        if (until < found.notBefore) until = found.notBefore;
        if (block.timestamp < until) revert WindowOpen(until);
        found.finalCount = uint64(index) + 1;
        emit CommitmentsFinalized(rollup, found.finalCount);
    }

    // Proofs

    /// An account of the rollup at a final commitment, from the account proof of eth_getProof at its block.
    function verifyAccount(uint256 rollup, uint256 index, address who, bytes[] calldata accountProof)
        external
        view
        returns (StateProof.Account memory)
    {
        return StateProof.account(_finalRoot(rollup, index), who, accountProof);
    }

    /// A storage slot of the rollup at a final commitment, from both proofs of eth_getProof at its block.
    function verifyStorage(
        uint256 rollup,
        uint256 index,
        address who,
        bytes32 slot,
        bytes[] calldata accountProof,
        bytes[] calldata storageProof
    ) external view returns (uint256) {
        return verifyStorageAt(_finalRoot(rollup, index), who, slot, accountProof, storageProof);
    }

    /// The same for any state root; nothing is said about where that root is from.
    function verifyAccountAt(bytes32 stateRoot, address who, bytes[] calldata accountProof)
        external
        pure
        returns (StateProof.Account memory)
    {
        return StateProof.account(stateRoot, who, accountProof);
    }

    /// The same for any state root; nothing is said about where that root is from.
    function verifyStorageAt(
        bytes32 stateRoot,
        address who,
        bytes32 slot,
        bytes[] calldata accountProof,
        bytes[] calldata storageProof
    ) public pure returns (uint256) {
        StateProof.Account memory found = StateProof.account(stateRoot, who, accountProof);
        if (!found.exists) {
            if (storageProof.length != 0) revert StateProof.InvalidProof("the account does not exist");
            return 0;
        }
        return StateProof.slot(found.storageRoot, slot, storageProof);
    }

    // Views

    function rollupCount() external view returns (uint256) {
        return _rollups.length;
    }

    /// A rollup and the lowest index under challenge.
    function rollupState(uint256 id) external view returns (Rollup memory found, bool challenged, uint256 lowest) {
        found = _rollup(id);
        uint64[] storage open = _challenged[id];
        challenged = open.length != 0;
        if (challenged) lowest = open[open.length - 1];
    }

    function commitment(uint256 id, uint256 index) external view returns (Commitment memory, bool isFinal) {
        Rollup storage found = _rollup(id);
        if (index >= found.count) revert NoSuchCommitment(id, index);
        return (_commitments[id][index], index < found.finalCount);
    }

    /// Commitments from an index on, at most so many.
    function commitments(uint256 id, uint256 from, uint256 most) external view returns (Commitment[] memory found) {
        uint256 length = _rollup(id).count;
        uint256 left = from < length ? length - from : 0;
        found = new Commitment[](most < left ? most : left);
        for (uint256 i = 0; i < found.length; ++i) found[i] = _commitments[id][from + i];
    }

    /// Removes a commitment and all later ones; its poster's bond is lost.
    function _fall(uint256 rollup, uint64 index, address finder) private {
        Rollup storage found = _rollups[rollup];
        delete _challenged[rollup];
        emit CommitmentsRemoved(rollup, index, found.count - index);
        found.count = index;
        address poster = _commitments[rollup][index].poster;
        uint256 bond = bondOf[rollup][poster];
        if (bond == 0) return;
        bondOf[rollup][poster] = 0;
        uint256 toFinder = bond * FINDER_SHARE / 10_000;
        creditOf[finder] += toFinder;
        creditOf[Predeploys.TREASURY] += bond - toFinder;
        emit BondLost(rollup, poster, bond, finder, toFinder);
    }

    /// Whether a header's state root and number are those that were claimed. Reverts for what is no list.
    function _agrees(bytes memory header, Commitment memory claimed) private pure returns (bool) {
        Memory.Slice[] memory fields = header.asSlice().readList();
        if (fields.length <= NUMBER_FIELD) return false;
        bytes memory root = fields[STATE_ROOT_FIELD].readBytes();
        bytes memory number = fields[NUMBER_FIELD].readBytes();
        if (root.length != 32 || number.length > 8) return false;
        return bytes32(root) == claimed.stateRoot && fields[NUMBER_FIELD].readUint256() == claimed.blockNumber;
    }

    function _finalRoot(uint256 id, uint256 index) private view returns (bytes32) {
        Rollup storage found = _rollup(id);
        if (index >= found.count) revert NoSuchCommitment(id, index);
        if (index >= found.finalCount) revert NotFinal(index, found.finalCount);
        return _commitments[id][index].stateRoot;
    }

    function _rollup(uint256 id) private view returns (Rollup storage) {
        if (id >= _rollups.length) revert NoSuchRollup(id);
        return _rollups[id];
    }

    function _setPoster(uint256 id, address poster, bool allowed) private {
        isPoster[id][poster] = allowed;
        emit PosterChanged(id, poster, allowed);
    }

    function _setChallenger(uint256 id, address challenger, bool allowed) private {
        isChallenger[id][challenger] = allowed;
        emit ChallengerChanged(id, challenger, allowed);
    }
}
