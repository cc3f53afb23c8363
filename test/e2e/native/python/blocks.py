"""What web3.py makes of every transaction of a block, as JSON in the words of test/e2e/native/facts.ts."""

import json
import sys

from web3 import Web3

web3 = Web3(Web3.HTTPProvider(sys.argv[1]))
facts = []
for found in web3.eth.get_block(int(sys.argv[2]), full_transactions=True)["transactions"]:
    alone = web3.eth.get_transaction(found["hash"])
    receipt = web3.eth.get_transaction_receipt(found["hash"])
    assert alone == found and receipt["from"] == found["from"], "two views"
    to = receipt["to"]
    facts.append(
        {
            "hash": found["hash"].to_0x_hex(),
            "from": found["from"].lower(),
            "to": None if to is None else to.lower(),
            "nonce": found["nonce"],
            "index": found["transactionIndex"],
            "type": found["type"],
            "status": receipt["status"],
            "logs": len(receipt["logs"]),
        }
    )
print(json.dumps(facts))
