import { SWITCH, text, URL_TEXT } from './kinds.ts';
import { NATIVE_COMMANDS, optional, settled } from './option.ts';

/** Settings of the commands that speak to a node which runs already. */
export const CLIENT_OPTIONS = {
  rpcUrl: settled('http://127.0.0.1:8545', {
    kind: URL_TEXT,
    help: "address of the node's JSON-RPC over HTTP",
    group: 'Connection:',
    commands: [
      'status',
      'attach',
      'module propose',
      'module verify',
      'rules propose',
      'contract deploy',
      'contract call',
      'contract send',
      'contract events',
      'contract verify',
      ...NATIVE_COMMANDS,
    ],
  }),
  exec: optional({
    kind: text('javascript'),
    help: 'evaluate this, print the result and end',
    group: 'Console:',
    commands: ['attach'],
  }),
  ready: settled(false, {
    kind: SWITCH,
    help: 'print nothing and exit with 0 only where the node is ready, for health checks',
    group: 'Display:',
    commands: ['status'],
  }),
} as const;
