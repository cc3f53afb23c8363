// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ModuleMetadata} from "./IXaiModule.sol";
import {XaiModule} from "./XaiModule.sol";
import {PeriodLimit} from "./libraries/PeriodLimit.sol";

/// The community's XAI. Governance spends any of it; m of n signers spend within a limit for each payment and each
/// period; streams pay a recipient linearly over time out of an amount that is set aside when they begin.
contract Treasury is XaiModule, ReentrancyGuard {
    using PeriodLimit for PeriodLimit.Spent;
    using SafeERC20 for IERC20;

    /// A payment that signers propose and approve.
    struct Payment {
        address to;
        uint64 expiresAt;
        /// of the set of signers that it was proposed under
        uint32 signerEpoch;
        bool closed;
        uint128 amount;
        address proposer;
        /// bit i: the signer of index i approves
        uint256 approvals;
    }

    struct Stream {
        address recipient;
        uint64 start;
        bool cancelled;
        uint64 cliff;
        uint64 end;
        /// wei over the whole time; what had vested once cancelled
        uint128 total;
        uint128 claimed;
    }

    bytes32 public constant PAYMENT_LIMIT = "paymentLimit";
    bytes32 public constant PERIOD_LIMIT = "periodLimit";
    bytes32 public constant PERIOD_LENGTH = "periodLength";
    bytes32 public constant PAYMENT_LIFE = "paymentLife";

    uint256 private constant MAX_SIGNERS = 32;

    PeriodLimit.Spent private _spent;
    /// wei that streams still owe
    uint256 public reserved;
    uint32 public signerEpoch;
    uint32 public threshold;
    address[] private _signers;
    Payment[] private _payments;
    Stream[] private _streams;

    event Received(address indexed from, uint256 amount);
    event Spent(address indexed to, uint256 amount, string memo);
    event TokensSpent(address indexed token, address indexed to, uint256 amount, string memo);
    event SignersChanged(uint32 indexed epoch, address[] signers, uint256 threshold);
    event PaymentProposed(
        uint256 indexed id, address indexed proposer, address indexed to, uint256 amount, uint256 expiresAt, string memo
    );
    event PaymentApproved(uint256 indexed id, address indexed signer, uint256 approvals);
    event ApprovalWithdrawn(uint256 indexed id, address indexed signer, uint256 approvals);
    event PaymentExecuted(uint256 indexed id, address indexed to, uint256 amount);
    event PaymentCancelled(uint256 indexed id, address indexed by);
    event StreamCreated(
        uint256 indexed id, address indexed recipient, uint256 amount, uint256 start, uint256 cliff, uint256 end
    );
    event StreamClaimed(uint256 indexed id, address indexed recipient, uint256 amount);
    event StreamMoved(uint256 indexed id, address indexed former, address indexed recipient);
    event StreamCancelled(uint256 indexed id, uint256 vested, uint256 returned);

    error NothingAtAddressZero();
    error AmountIsZero();
    error BeyondAvailable(uint256 amount, uint256 available);
    error BeyondPaymentLimit(uint256 amount, uint256 limit);
    error BeyondPeriodLimit(uint256 amount, uint256 left);
    error InvalidSigners();
    error NotSigner(address caller);
    error NoSuchPayment(uint256 id);
    error PaymentClosed(uint256 id);
    error PaymentExpired(uint256 id, uint256 expiresAt);
    error SignersHaveChanged(uint256 id);
    error AlreadyApproved(uint256 id, address signer);
    error NotApproved(uint256 id, address signer);
    error NotEnoughApprovals(uint256 id, uint256 approvals, uint256 needed);
    error NoSuchStream(uint256 id);
    error InvalidSchedule();
    error NothingVested(uint256 id);
    error NotRecipient(address caller);
    error StreamIsCancelled(uint256 id);

    modifier onlySigner() {
        _signerIndex(msg.sender);
        _;
    }

    /// Amounts in wei, times in seconds. Without signers only governance spends.
    function initialize(
        uint256 paymentLimit,
        uint256 periodLimit,
        uint256 periodLength,
        address[] calldata signers_,
        uint256 threshold_
    ) external initializer {
        _defineParameter(PAYMENT_LIMIT, paymentLimit, 0, type(uint128).max);
        _defineParameter(PERIOD_LIMIT, periodLimit, 0, type(uint128).max);
        _defineParameter(PERIOD_LENGTH, periodLength, 1, 366 days);
        _defineParameter(PAYMENT_LIFE, 14 days, 1, 366 days);
        _setSigners(signers_, threshold_);
    }

    receive() external payable {
        emit Received(msg.sender, msg.value);
    }

    function moduleMetadata() external pure returns (ModuleMetadata memory metadata) {
        (metadata.name, metadata.version) = ("Treasury", "1.0.0");
    }

    // Governance

    /// Pays out what no stream has a claim on; any amount of it.
    function spend(address to, uint256 amount, string calldata memo) external onlyGovernance nonReentrant {
        _checkPayment(to, amount);
        emit Spent(to, amount, memo);
        Address.sendValue(payable(to), amount);
    }

    /// Pays out tokens that the treasury holds.
    function spendTokens(IERC20 token, address to, uint256 amount, string calldata memo)
        external
        onlyGovernance
        nonReentrant
    {
        emit TokensSpent(address(token), to, amount, memo);
        token.safeTransfer(to, amount);
    }

    /// Replaces the signers; payments that the former ones proposed can no longer be executed.
    function setSigners(address[] calldata signers_, uint256 threshold_) external onlyGovernance {
        _setSigners(signers_, threshold_);
    }

    /// Sets an amount aside for a recipient: nothing before the cliff, then linearly from start to end (seconds).
    function createStream(address recipient, uint256 amount, uint64 start, uint64 cliff, uint64 end)
        external
        onlyGovernance
        returns (uint256 id)
    {
        _checkPayment(recipient, amount);
        if (start >= end || cliff < start || cliff > end) revert InvalidSchedule();
        id = _streams.length;
        _streams.push(Stream(recipient, start, false, cliff, end, SafeCast.toUint128(amount), 0));
        reserved += amount;
        emit StreamCreated(id, recipient, amount, start, cliff, end);
    }

    /// Ends a stream: what has vested stays the recipient's, the rest returns.
    function cancelStream(uint256 id) external onlyGovernance {
        Stream storage found = _stream(id);
        if (found.cancelled) revert StreamIsCancelled(id);
        uint128 earned = SafeCast.toUint128(_vested(found));
        uint256 returned = found.total - earned;
        (found.total, found.cancelled) = (earned, true);
        reserved -= returned;
        emit StreamCancelled(id, earned, returned);
    }

    // Signers

    /// Proposes a payment within the limits and approves it.
    function proposePayment(address to, uint256 amount, string calldata memo) external onlySigner returns (uint256 id) {
        _checkPayment(to, amount);
        _checkPaymentLimit(amount);
        id = _payments.length;
        uint64 expiresAt = uint64(block.timestamp + _parameter(PAYMENT_LIFE));
        _payments.push(Payment(to, expiresAt, signerEpoch, false, SafeCast.toUint128(amount), msg.sender, 0));
        emit PaymentProposed(id, msg.sender, to, amount, expiresAt, memo);
        _approve(id, _payments[id]);
    }

    function approvePayment(uint256 id) external onlySigner {
        _approve(id, _openPayment(id));
    }

    function withdrawApproval(uint256 id) external {
        Payment storage payment_ = _openPayment(id);
        uint256 bit = 1 << _signerIndex(msg.sender);
        if (payment_.approvals & bit == 0) revert NotApproved(id, msg.sender);
        payment_.approvals ^= bit;
        emit ApprovalWithdrawn(id, msg.sender, _count(payment_.approvals));
    }

    /// Pays when enough of the present signers approve and the period's limit allows it.
    function executePayment(uint256 id) external onlySigner nonReentrant {
        Payment storage payment_ = _openPayment(id);
        uint256 approvals = _count(payment_.approvals);
        if (approvals < threshold) revert NotEnoughApprovals(id, approvals, threshold);
        (address to, uint256 amount) = (payment_.to, payment_.amount);
        _checkPayment(to, amount);
        _checkPaymentLimit(amount);
        uint256 length = _parameter(PERIOD_LENGTH);
        (bool allowed, uint256 left) = _spent.preview(amount, _parameter(PERIOD_LIMIT), length);
        if (!allowed) revert BeyondPeriodLimit(amount, left);
        _spent.record(amount, length);
        payment_.closed = true;
        emit PaymentExecuted(id, to, amount);
        Address.sendValue(payable(to), amount);
    }

    /// Closes a payment unpaid: its proposer or governance.
    function cancelPayment(uint256 id) external {
        if (id >= _payments.length) revert NoSuchPayment(id);
        Payment storage payment_ = _payments[id];
        if (payment_.closed) revert PaymentClosed(id);
        if (msg.sender != payment_.proposer) _checkGovernance();
        payment_.closed = true;
        emit PaymentCancelled(id, msg.sender);
    }

    // Recipients of streams

    /// Pays a stream's recipient what has vested; anyone may ask for it.
    function claimStream(uint256 id) external nonReentrant {
        Stream storage found = _stream(id);
        uint256 amount = _vested(found) - found.claimed;
        if (amount == 0) revert NothingVested(id);
        // Vested is at most the total, which is a uint128.
        found.claimed += uint128(amount);
        reserved -= amount;
        address recipient = found.recipient;
        emit StreamClaimed(id, recipient, amount);
        Address.sendValue(payable(recipient), amount);
    }

    /// Lets a recipient be paid at another address.
    function moveStream(uint256 id, address recipient) external {
        Stream storage found = _stream(id);
        if (msg.sender != found.recipient) revert NotRecipient(msg.sender);
        if (recipient == address(0)) revert NothingAtAddressZero();
        found.recipient = recipient;
        emit StreamMoved(id, msg.sender, recipient);
    }

    // Views

    /// Wei that nothing has a claim on.
    function available() public view returns (uint256) {
        return address(this).balance - reserved;
    }

    /// Wei that signers have spent in this period, and may still spend.
    function periodSpending() external view returns (uint256 spent, uint256 left) {
        uint256 length = _parameter(PERIOD_LENGTH);
        spent = _spent.usedNow(length);
        (, left) = _spent.preview(0, _parameter(PERIOD_LIMIT), length);
    }

    function signers() external view returns (address[] memory) {
        return _signers;
    }

    function paymentCount() external view returns (uint256) {
        return _payments.length;
    }

    function payment(uint256 id) external view returns (Payment memory, uint256 approvals) {
        if (id >= _payments.length) revert NoSuchPayment(id);
        return (_payments[id], _count(_payments[id].approvals));
    }

    /// Payments from an index on, at most so many.
    function payments(uint256 from, uint256 most) external view returns (Payment[] memory found) {
        uint256 count = _span(_payments.length, from, most);
        found = new Payment[](count);
        for (uint256 i = 0; i < count; ++i) found[i] = _payments[from + i];
    }

    /// Streams from an index on, at most so many, and what of each has vested.
    function streams(uint256 from, uint256 most)
        external
        view
        returns (Stream[] memory found, uint256[] memory vested)
    {
        uint256 count = _span(_streams.length, from, most);
        (found, vested) = (new Stream[](count), new uint256[](count));
        for (uint256 i = 0; i < count; ++i) {
            (found[i], vested[i]) = (_streams[from + i], _vested(_streams[from + i]));
        }
    }

    function streamCount() external view returns (uint256) {
        return _streams.length;
    }

    function stream(uint256 id) external view returns (Stream memory found, uint256 vested) {
        return (_stream(id), _vested(_stream(id)));
    }

    function _setSigners(address[] calldata signers_, uint256 threshold_) private {
        uint256 count = signers_.length;
        if (count > MAX_SIGNERS || threshold_ > count || (threshold_ == 0) != (count == 0)) revert InvalidSigners();
        for (uint256 i = 0; i < count; ++i) {
            if (signers_[i] == address(0)) revert InvalidSigners();
            for (uint256 j = 0; j < i; ++j) if (signers_[i] == signers_[j]) revert InvalidSigners();
        }
        _signers = signers_;
        threshold = uint32(threshold_);
        signerEpoch += 1;
        emit SignersChanged(signerEpoch, signers_, threshold_);
    }

    function _approve(uint256 id, Payment storage payment_) private {
        uint256 bit = 1 << _signerIndex(msg.sender);
        if (payment_.approvals & bit != 0) revert AlreadyApproved(id, msg.sender);
        payment_.approvals |= bit;
        emit PaymentApproved(id, msg.sender, _count(payment_.approvals));
    }

    function _checkPayment(address to, uint256 amount) private view {
        if (to == address(0)) revert NothingAtAddressZero();
        if (amount == 0) revert AmountIsZero();
        if (amount > available()) revert BeyondAvailable(amount, available());
    }

    function _checkPaymentLimit(uint256 amount) private view {
        uint256 limit = _parameter(PAYMENT_LIMIT);
        if (amount > limit) revert BeyondPaymentLimit(amount, limit);
    }

    function _checkGovernance() private view onlyGovernance {}

    /// A payment that can still be approved and executed.
    function _openPayment(uint256 id) private view returns (Payment storage found) {
        if (id >= _payments.length) revert NoSuchPayment(id);
        found = _payments[id];
        if (found.closed) revert PaymentClosed(id);
        if (found.signerEpoch != signerEpoch) revert SignersHaveChanged(id);
        if (block.timestamp > found.expiresAt) revert PaymentExpired(id, found.expiresAt);
    }

    function _signerIndex(address who) private view returns (uint256) {
        for (uint256 i = 0; i < _signers.length; ++i) if (_signers[i] == who) return i;
        revert NotSigner(who);
    }

    function _stream(uint256 id) private view returns (Stream storage) {
        if (id >= _streams.length) revert NoSuchStream(id);
        return _streams[id];
    }

    function _vested(Stream storage found) private view returns (uint256) {
        if (found.cancelled || block.timestamp >= found.end) return found.total;
        if (block.timestamp < found.cliff) return 0;
        return uint256(found.total) * (block.timestamp - found.start) / (found.end - found.start);
    }

    function _span(uint256 length, uint256 from, uint256 most) private pure returns (uint256) {
        uint256 left = from < length ? length - from : 0;
        return most < left ? most : left;
    }

    function _count(uint256 bits) private pure returns (uint256 count) {
        for (; bits != 0; bits &= bits - 1) ++count;
    }
}
