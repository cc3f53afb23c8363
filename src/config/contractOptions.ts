import { KINDS, type SignedKind } from '../../chain/transaction/native/kinds.ts';
import { ADDRESS, COINS, choice, list, quantity, SWITCH, text } from './kinds.ts';
import { type CommandName, NATIVE_COMMANDS, optional, settled } from './option.ts';

const BY_ANY: readonly CommandName[] = ['contract deploy', 'contract send'];
const SENDING: readonly CommandName[] = [...BY_ANY, ...NATIVE_COMMANDS];
const SIGNED_KINDS = KINDS.map(({ name }) => name).filter((name): name is SignedKind => name !== 'system');
const AT: readonly CommandName[] = ['contract call', 'contract send', 'contract events', 'contract verify'];
const SENDER = 'Sender:';
const TRANSACTION = 'Transaction:';
const CONTRACT = 'Contract:';

/** Settings of the commands about contracts. */
export const CONTRACT_OPTIONS = {
  at: optional({ kind: ADDRESS, help: 'address of the contract', group: CONTRACT, commands: AT }),
  library: settled<readonly string[]>([], {
    kind: list(text('Name=0x…')),
    help: 'addresses of the libraries that the contract uses',
    group: CONTRACT,
    commands: ['contract deploy'],
    fallbackText: 'none',
  }),
  account: optional({
    kind: text('account'),
    help: 'who sends: an address in the folder of keys, or a keystore file',
    group: SENDER,
    commands: SENDING,
  }),
  unlocked: optional({
    kind: ADDRESS,
    help: 'who sends: an account that the node has the key of, as a dev node does',
    group: SENDER,
    commands: [...BY_ANY, 'contract call'],
  }),
  native: settled(false, {
    kind: SWITCH,
    help: 'send from the native account of the key, in a native transaction',
    group: SENDER,
    commands: BY_ANY,
  }),
  kind: optional({
    kind: choice('kind', SIGNED_KINDS),
    help: 'kind of the native transaction (default: the narrowest that fits)',
    group: TRANSACTION,
    commands: ['native call'],
  }),
  value: optional({
    kind: COINS,
    help: 'XAI that go with the call',
    group: TRANSACTION,
    commands: [...BY_ANY, 'contract call', 'native call'],
  }),
  gas: optional({
    kind: quantity('gas'),
    help: 'gas limit (default: the estimate and a fifth)',
    group: TRANSACTION,
    commands: SENDING,
  }),
  dryRun: settled(false, {
    kind: SWITCH,
    help: 'try it and show what it would cost; send nothing',
    group: TRANSACTION,
    commands: SENDING,
  }),
  yes: settled(false, {
    kind: SWITCH,
    help: 'send without asking; without a terminal nobody is asked',
    group: TRANSACTION,
    commands: SENDING,
    short: 'y',
  }),
  block: optional({
    kind: quantity('number'),
    help: 'block whose state is read (default: the newest)',
    group: CONTRACT,
    commands: ['contract call'],
  }),
  fromBlock: settled(0n, {
    kind: quantity('number'),
    help: 'first block',
    group: CONTRACT,
    commands: ['contract events'],
  }),
  toBlock: optional({
    kind: quantity('number'),
    help: 'last block (default: the newest)',
    group: CONTRACT,
    commands: ['contract events'],
  }),
  lang: settled('ts', {
    kind: choice('language', ['ts', 'python']),
    help: 'language of the client: ts (viem) or python (web3.py)',
    group: CONTRACT,
    commands: ['contract bind'],
  }),
  out: optional({
    kind: text('file'),
    help: 'file to write (default: standard output)',
    group: CONTRACT,
    commands: ['contract bind'],
  }),
} as const;
