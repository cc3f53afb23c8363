import { ADDRESS, SWITCH, text } from './kinds.ts';
import { optional, settled } from './option.ts';

/** Settings of the commands about a module's project. */
export const MODULE_OPTIONS = {
  project: settled('.', {
    kind: text('folder'),
    help: 'folder of the project',
    group: 'Project:',
    commands: [
      'module build',
      'module check',
      'module propose',
      'module verify',
      'contract deploy',
      'contract call',
      'contract send',
      'contract events',
      'contract verify',
      'contract bind',
    ],
  }),
  parent: settled('.', {
    kind: text('folder'),
    help: 'folder that the new project is made in',
    group: 'Module:',
    commands: ['module create'],
  }),
  against: optional({
    kind: text('artifact'),
    help: 'artifact of the version whose storage this one takes over (default: "former" of xai-module.json)',
    group: 'Module:',
    commands: ['module check'],
  }),
  proposer: optional({
    kind: ADDRESS,
    help: 'account of the node that deploys and proposes; without it the transactions are only printed',
    group: 'Proposal:',
    commands: ['module propose', 'rules propose'],
  }),
  description: optional({
    kind: text('text'),
    help: 'what voters read: what changes, the risk, how it is taken back',
    group: 'Proposal:',
    commands: ['module propose', 'rules propose'],
  }),
  activate: settled(false, {
    kind: SWITCH,
    help: 'also propose that the hooks of a new module are called from then on',
    group: 'Proposal:',
    commands: ['module propose'],
  }),
} as const;
