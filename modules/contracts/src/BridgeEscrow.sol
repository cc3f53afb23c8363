// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {IReleaseHook, Release} from "./IReleaseHook.sol";
import {ModuleMetadata} from "./IXaiModule.sol";
import {XaiModule} from "./XaiModule.sol";
import {PeriodLimit} from "./libraries/PeriodLimit.sol";

/// Holds XAI that is used on another chain. Locking is open to all; a release needs the EIP-712 signatures of enough
/// attestors over exactly this release, the consent of the release hook when one is set, room in the limits, and is paid
/// once. The guardian may pause; only governance resumes and changes who attests.
contract BridgeEscrow is XaiModule, ReentrancyGuard {
    using PeriodLimit for PeriodLimit.Spent;

    bytes32 public constant RELEASE_LIMIT = "releaseLimit";
    bytes32 public constant PERIOD_LIMIT = "periodLimit";
    bytes32 public constant PERIOD_LENGTH = "periodLength";

    bytes32 public constant RELEASE_TYPEHASH = keccak256(
        "Release(uint256 sourceChain,bytes32 messageId,address to,uint256 amount,uint256 deadline,uint256 attestorEpoch)"
    );
    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    uint256 private constant MAX_ATTESTORS = 64;
    /// what a release hook may use
    uint256 private constant HOOK_GAS = 5_000_000;

    PeriodLimit.Spent private _released;
    mapping(uint256 sourceChain => mapping(bytes32 messageId => bool)) public isReleased;
    mapping(uint256 epoch => mapping(address => bool)) private _isAttestor;
    address[] private _attestors;
    uint256 public threshold;
    /// rises whenever the attestors change; signed with every release
    uint256 public attestorEpoch;
    uint256 public lockCount;
    /// wei that was locked and not yet released
    uint256 public locked;
    IReleaseHook public releaseHook;
    address public guardian;
    bool public paused;

    event Locked(
        uint256 indexed id, address indexed from, uint256 indexed targetChain, bytes32 recipient, uint256 amount
    );
    event Released(
        uint256 indexed sourceChain, bytes32 indexed messageId, address indexed to, uint256 amount, address[] attestors
    );
    event AttestorsChanged(uint256 indexed epoch, address[] attestors, uint256 threshold);
    event ReleaseHookChanged(address indexed former, address indexed hook);
    event GuardianChanged(address indexed former, address indexed guardian);
    event Paused(address indexed by);
    event Unpaused(address indexed by);

    error NothingToLock();
    error RecipientIsZero();
    error EscrowPaused();
    error AlreadyReleased(uint256 sourceChain, bytes32 messageId);
    error ReleaseExpired(uint256 deadline);
    error BeyondLocked(uint256 amount, uint256 locked);
    error BeyondReleaseLimit(uint256 amount, uint256 limit);
    error BeyondPeriodLimit(uint256 amount, uint256 left);
    error InvalidAttestors();
    error NotAttestor(address signer);
    error SignersNotRising(address former, address signer);
    error NotEnoughSignatures(uint256 signatures, uint256 needed);
    error RefusedByHook(string reason);
    error NotGuardian(address caller);

    /// Amounts in wei, times in seconds. Without attestors nothing is released.
    function initialize(
        uint256 releaseLimit,
        uint256 periodLimit,
        uint256 periodLength,
        address[] calldata attestors_,
        uint256 threshold_,
        address guardian_
    ) external initializer {
        _defineParameter(RELEASE_LIMIT, releaseLimit, 0, type(uint128).max);
        _defineParameter(PERIOD_LIMIT, periodLimit, 0, type(uint128).max);
        _defineParameter(PERIOD_LENGTH, periodLength, 1, 366 days);
        _setAttestors(attestors_, threshold_);
        guardian = guardian_;
        emit GuardianChanged(address(0), guardian_);
    }

    function moduleMetadata() external pure returns (ModuleMetadata memory metadata) {
        (metadata.name, metadata.version) = ("BridgeEscrow", "1.0.0");
    }

    /// Locks the value sent, for a recipient on another chain (its address, left-padded when shorter than 32 bytes).
    function lock(uint256 targetChain, bytes32 recipient) external payable returns (uint256 id) {
        if (paused) revert EscrowPaused();
        if (msg.value == 0) revert NothingToLock();
        if (recipient == 0) revert RecipientIsZero();
        id = lockCount++;
        locked += msg.value;
        emit Locked(id, msg.sender, targetChain, recipient, msg.value);
    }

    /// Pays a release. Signatures are sorted by their signers' addresses, rising; `proof` is for the release hook.
    function release(Release calldata wanted, bytes[] calldata signatures, bytes calldata proof) external nonReentrant {
        if (paused) revert EscrowPaused();
        if (block.timestamp > wanted.deadline) revert ReleaseExpired(wanted.deadline);
        if (wanted.to == address(0)) revert RecipientIsZero();
        if (isReleased[wanted.sourceChain][wanted.messageId]) {
            revert AlreadyReleased(wanted.sourceChain, wanted.messageId);
        }
        address[] memory signers = _checkSignatures(wanted, signatures);
        _checkHook(wanted, proof);
        _count(wanted.amount);
        isReleased[wanted.sourceChain][wanted.messageId] = true;
        locked -= wanted.amount;
        emit Released(wanted.sourceChain, wanted.messageId, wanted.to, wanted.amount, signers);
        Address.sendValue(payable(wanted.to), wanted.amount);
    }

    // Guardian and governance

    function pause() external {
        if (msg.sender != guardian) _checkGovernance();
        paused = true;
        emit Paused(msg.sender);
    }

    function unpause() external onlyGovernance {
        paused = false;
        emit Unpaused(msg.sender);
    }

    /// Replaces the attestors; signatures that were given before are void.
    function setAttestors(address[] calldata attestors_, uint256 threshold_) external onlyGovernance {
        _setAttestors(attestors_, threshold_);
    }

    /// A contract that must consent to each release; zero for none.
    function setReleaseHook(IReleaseHook hook) external onlyGovernance {
        emit ReleaseHookChanged(address(releaseHook), address(hook));
        releaseHook = hook;
    }

    function setGuardian(address guardian_) external onlyGovernance {
        emit GuardianChanged(guardian, guardian_);
        guardian = guardian_;
    }

    // Views

    function attestors() external view returns (address[] memory) {
        return _attestors;
    }

    /// Wei that was released in this period, and may still be released.
    function periodReleases() external view returns (uint256 released, uint256 left) {
        uint256 length = _parameter(PERIOD_LENGTH);
        released = _released.usedNow(length);
        (, left) = _released.preview(0, _parameter(PERIOD_LIMIT), length);
    }

    /// What attestors sign (EIP-712).
    function releaseDigest(Release calldata wanted) public view returns (bytes32) {
        bytes32 contents = keccak256(
            abi.encode(
                RELEASE_TYPEHASH,
                wanted.sourceChain,
                wanted.messageId,
                wanted.to,
                wanted.amount,
                wanted.deadline,
                attestorEpoch
            )
        );
        return MessageHashUtils.toTypedDataHash(domainSeparator(), contents);
    }

    /// Of this chain and this address; computed each time, since a fork of the chain has another id.
    function domainSeparator() public view returns (bytes32) {
        return keccak256(
            abi.encode(
                DOMAIN_TYPEHASH, keccak256("XAI BridgeEscrow"), keccak256("1"), block.chainid, address(this)
            )
        );
    }

    function _checkSignatures(Release calldata wanted, bytes[] calldata signatures)
        private
        view
        returns (address[] memory signers)
    {
        uint256 needed = threshold;
        if (needed == 0 || signatures.length < needed) revert NotEnoughSignatures(signatures.length, needed);
        bytes32 digest = releaseDigest(wanted);
        signers = new address[](signatures.length);
        address former;
        for (uint256 i = 0; i < signatures.length; ++i) {
            address signer = ECDSA.recover(digest, signatures[i]);
            if (!_isAttestor[attestorEpoch][signer]) revert NotAttestor(signer);
            if (signer <= former) revert SignersNotRising(former, signer);
            (signers[i], former) = (signer, signer);
        }
    }

    function _checkHook(Release calldata wanted, bytes calldata proof) private view {
        IReleaseHook hook = releaseHook;
        if (address(hook) == address(0)) return;
        (bool allowed, string memory reason) = hook.checkRelease{gas: HOOK_GAS}(wanted, proof);
        if (!allowed) revert RefusedByHook(reason);
    }

    function _count(uint256 amount) private {
        if (amount > locked) revert BeyondLocked(amount, locked);
        uint256 limit = _parameter(RELEASE_LIMIT);
        if (amount > limit) revert BeyondReleaseLimit(amount, limit);
        uint256 length = _parameter(PERIOD_LENGTH);
        (bool allowed, uint256 left) = _released.preview(amount, _parameter(PERIOD_LIMIT), length);
        if (!allowed) revert BeyondPeriodLimit(amount, left);
        _released.record(amount, length);
    }

    function _setAttestors(address[] calldata attestors_, uint256 threshold_) private {
        uint256 count = attestors_.length;
        if (count > MAX_ATTESTORS || threshold_ > count || (threshold_ == 0) != (count == 0)) revert InvalidAttestors();
        uint256 epoch = ++attestorEpoch;
        for (uint256 i = 0; i < count; ++i) {
            address who = attestors_[i];
            if (who == address(0) || _isAttestor[epoch][who]) revert InvalidAttestors();
            _isAttestor[epoch][who] = true;
        }
        _attestors = attestors_;
        threshold = threshold_;
        emit AttestorsChanged(epoch, attestors_, threshold_);
    }

    function _checkGovernance() private view onlyGovernance {}
}
