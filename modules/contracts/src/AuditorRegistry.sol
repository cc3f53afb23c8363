// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAuditorRegistry} from "./IAuditorRegistry.sol";
import {IModuleRegistry} from "./IModuleRegistry.sol";
import {IXaiModule, ModuleMetadata} from "./IXaiModule.sol";
import {Predeploys} from "./Predeploys.sol";
import {XaiModule} from "./XaiModule.sol";

/// Who audits code that governance wants to run, and what they attest to: one hash of code, one hash of a report. They can
/// also object to a proposal that was executed; enough objections let anybody roll it back within its window.
contract AuditorRegistry is XaiModule, IAuditorRegistry {
    /// @custom:storage-location erc7201:xai.storage.AuditorRegistry
    struct AuditorStorage {
        address[] auditors;
        /// place in `auditors` plus one; 0: none
        mapping(address auditor => uint256) placeOf;
        /// hash of the report; 0: no attestation
        mapping(bytes32 codeHash => mapping(address auditor => bytes32)) attestations;
        mapping(uint256 proposalId => mapping(address auditor => bool)) objections;
    }

    // keccak256(abi.encode(uint256(keccak256("xai.storage.AuditorRegistry")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant AUDITOR_STORAGE = 0x82ce722733e1922675d62f13500297c67969cc72fc5053385c06dd3cdf9e1800;

    /// Of the parameters: attestations that code needs.
    bytes32 public constant THRESHOLD = "threshold";
    uint256 public constant MAXIMUM_AUDITORS = 64;

    event AuditorAdded(address indexed auditor);
    event AuditorRemoved(address indexed auditor);
    event Attested(address indexed auditor, bytes32 indexed codeHash, bytes32 auditHash);
    event AttestationRevoked(address indexed auditor, bytes32 indexed codeHash);
    event Objected(address indexed auditor, uint256 indexed proposalId, string reason);
    event ObjectionWithdrawn(address indexed auditor, uint256 indexed proposalId);

    error NotAuditor(address account);
    error AlreadyAuditor(address account);
    error TooManyAuditors();
    error BadAttestation(bytes32 codeHash, bytes32 auditHash);
    error NothingToRevoke(bytes32 codeHash);

    modifier onlyAuditor() {
        if (!isAuditor(msg.sender)) revert NotAuditor(msg.sender);
        _;
    }

    function initialize(address[] calldata auditors_, uint256 threshold) external initializer {
        _defineParameter(THRESHOLD, threshold, 0, MAXIMUM_AUDITORS);
        for (uint256 i = 0; i < auditors_.length; ++i) _add(auditors_[i]);
    }

    /// @inheritdoc IXaiModule
    function moduleMetadata() external pure returns (ModuleMetadata memory) {
        return ModuleMetadata("AuditorRegistry", "1.0.0", 0, 0, 0, 0, 0);
    }

    function addAuditor(address auditor) external onlyGovernance {
        _add(auditor);
    }

    /// Their attestations and objections count no longer.
    function removeAuditor(address auditor) external onlyGovernance {
        AuditorStorage storage $ = _auditors();
        uint256 place = $.placeOf[auditor];
        if (place == 0) revert NotAuditor(auditor);
        address last = $.auditors[$.auditors.length - 1];
        $.auditors[place - 1] = last;
        $.placeOf[last] = place;
        $.auditors.pop();
        delete $.placeOf[auditor];
        emit AuditorRemoved(auditor);
    }

    /// Attests to code by its hash (EXTCODEHASH of the implementation), with the hash of the report.
    function attest(bytes32 codeHash, bytes32 report) external onlyAuditor {
        if (codeHash == 0 || report == 0) revert BadAttestation(codeHash, report);
        _auditors().attestations[codeHash][msg.sender] = report;
        emit Attested(msg.sender, codeHash, report);
    }

    function revoke(bytes32 codeHash) external onlyAuditor {
        AuditorStorage storage $ = _auditors();
        if ($.attestations[codeHash][msg.sender] == 0) revert NothingToRevoke(codeHash);
        delete $.attestations[codeHash][msg.sender];
        emit AttestationRevoked(msg.sender, codeHash);
    }

    /// Objects to what a proposal has done; `reason` is for people.
    function objectTo(uint256 proposalId, string calldata reason) external onlyAuditor {
        _auditors().objections[proposalId][msg.sender] = true;
        emit Objected(msg.sender, proposalId, reason);
    }

    function withdrawObjection(uint256 proposalId) external onlyAuditor {
        _auditors().objections[proposalId][msg.sender] = false;
        emit ObjectionWithdrawn(msg.sender, proposalId);
    }

    /// @inheritdoc IAuditorRegistry
    function isAttested(bytes32 codeHash) public view returns (bool) {
        (address[] memory who,) = attestationsOf(codeHash);
        return who.length >= _parameter(THRESHOLD);
    }

    /// @inheritdoc IAuditorRegistry
    function auditHash(bytes32 codeHash) external view returns (bytes32) {
        (address[] memory who, bytes32[] memory reports) = attestationsOf(codeHash);
        return who.length == 0 ? bytes32(0) : keccak256(abi.encode(who, reports));
    }

    /// @inheritdoc IAuditorRegistry
    function auditsOf(address[] calldata targets, bytes[] calldata calldatas)
        external
        view
        returns (bytes32[] memory codeHashes, uint256 missing)
    {
        codeHashes = new bytes32[](targets.length);
        uint256 count = 0;
        for (uint256 i = 0; i < targets.length; ++i) {
            bytes calldata data = calldatas[i];
            if (targets[i] != Predeploys.REGISTRY || data.length < 100) continue;
            bytes4 selector = bytes4(data);
            if (selector != IModuleRegistry.upgrade.selector && selector != IModuleRegistry.register.selector) continue;
            // Both take it as their third argument.
            codeHashes[count++] = bytes32(data[68:100]);
        }
        assembly ("memory-safe") {
            mstore(codeHashes, count)
        }
        while (missing < count && isAttested(codeHashes[missing])) ++missing;
    }

    /// @inheritdoc IAuditorRegistry
    function isObjectedTo(uint256 proposalId) external view returns (bool) {
        AuditorStorage storage $ = _auditors();
        uint256 count = 0;
        for (uint256 i = 0; i < $.auditors.length; ++i) {
            if ($.objections[proposalId][$.auditors[i]]) ++count;
        }
        uint256 needed = _parameter(THRESHOLD);
        return count >= (needed == 0 ? 1 : needed);
    }

    /// The auditors of today who attest to code, with the hashes of their reports.
    function attestationsOf(bytes32 codeHash) public view returns (address[] memory who, bytes32[] memory reports) {
        AuditorStorage storage $ = _auditors();
        uint256 total = $.auditors.length;
        (who, reports) = (new address[](total), new bytes32[](total));
        uint256 count = 0;
        for (uint256 i = 0; i < total; ++i) {
            bytes32 report = $.attestations[codeHash][$.auditors[i]];
            if (report == 0) continue;
            (who[count], reports[count]) = ($.auditors[i], report);
            ++count;
        }
        assembly ("memory-safe") {
            mstore(who, count)
            mstore(reports, count)
        }
    }

    function auditors() external view returns (address[] memory) {
        return _auditors().auditors;
    }

    function isAuditor(address account) public view returns (bool) {
        return _auditors().placeOf[account] != 0;
    }

    function _add(address auditor) private {
        AuditorStorage storage $ = _auditors();
        if (auditor == address(0)) revert NotAuditor(auditor);
        if ($.placeOf[auditor] != 0) revert AlreadyAuditor(auditor);
        if ($.auditors.length >= MAXIMUM_AUDITORS) revert TooManyAuditors();
        $.auditors.push(auditor);
        $.placeOf[auditor] = $.auditors.length;
        emit AuditorAdded(auditor);
    }

    function _auditors() private pure returns (AuditorStorage storage $) {
        assembly {
            $.slot := AUDITOR_STORAGE
        }
    }
}
