import { text, whole } from './kinds.ts';
import { type CommandName, optional, settled } from './option.ts';

const GROUP = 'Consensus client:';
const COMMANDS: readonly CommandName[] = ['start'];

/** Settings of the Engine API, by which a consensus client drives the chain. */
export const ENGINE_OPTIONS = {
  enginePort: optional({
    kind: whole('number', 0, 65535),
    help: 'port of the Engine API: a consensus client drives the chain, and no block is made here unless it asks',
    group: GROUP,
    commands: COMMANDS,
    aliases: ['authrpc.port'],
  }),
  engineHost: settled('127.0.0.1', {
    kind: text('address'),
    help: 'address that the Engine API listens on',
    group: GROUP,
    commands: COMMANDS,
    aliases: ['authrpc.addr'],
  }),
  jwtSecret: optional({
    kind: text('file'),
    help: 'file with 32 bytes in hex that sign tokens, of the consensus client, of --auth and to the nodes that are followed or asked; start makes it when it is missing (default: jwt.hex in the data directory)',
    group: GROUP,
    commands: ['start', 'status', 'attach'],
    aliases: ['authrpc.jwtsecret'],
  }),
} as const;
