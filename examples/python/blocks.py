"""Sends XAI and lists the transactions of the newest blocks."""

import os

from web3 import Web3

web3 = Web3(Web3.HTTPProvider(os.environ.get("XAI_RPC_URL", "http://127.0.0.1:8545")))
# The fourth account of the development chain. Everybody knows its key.
account = web3.eth.account.from_key("0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6")

transaction = {
    "to": "0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65",
    "value": Web3.to_wei(2, "ether"),
    "gas": 21_000,
    "nonce": web3.eth.get_transaction_count(account.address),
    "maxFeePerGas": web3.eth.gas_price * 2,
    "maxPriorityFeePerGas": web3.eth.max_priority_fee,
    "chainId": web3.eth.chain_id,
}
signed = account.sign_transaction(transaction)
receipt = web3.eth.wait_for_transaction_receipt(web3.eth.send_raw_transaction(signed.raw_transaction))
assert receipt["status"] == 1

for number in range(receipt["blockNumber"], max(receipt["blockNumber"] - 5, -1), -1):
    for found in web3.eth.get_block(number, full_transactions=True)["transactions"]:
        print(number, found["from"], "->", found.get("to"), Web3.from_wei(found["value"], "ether"), "XAI")
