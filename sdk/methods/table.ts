// Written by scripts/sdk-types.ts from the method table.

import type { AnchorsMethods } from './anchors.ts';
import type { GovernanceMethods } from './governance.ts';
import type { ModulesMethods } from './modules.ts';
import type { NativeMethods } from './native.ts';
import type { NodeMethods } from './node.ts';

/** Parameters and result of every xai_* method. */
export interface XaiMethods
  extends NativeMethods,
    ModulesMethods,
    GovernanceMethods,
    AnchorsMethods,
    NodeMethods {}

/** Their names. */
export const XAI_METHODS: readonly (keyof XaiMethods)[] = [
  'xai_sendTransaction',
  'xai_buildTransaction',
  'xai_getTransaction',
  'xai_getBlock',
  'xai_getReceipt',
  'xai_toEvmAddress',
  'xai_fromEvmAddress',
  'xai_validateAddress',
  'xai_transactionKinds',
  'xai_nodeStatus',
  'xai_getRawBlocks',
  'xai_forwardTransaction',
  'xai_feeBreakdown',
  'xai_modules',
  'xai_module',
  'xai_moduleParameters',
  'xai_moduleEvents',
  'xai_encodeModuleCall',
  'xai_decodeTransaction',
  'xai_proposals',
  'xai_proposal',
  'xai_proposalState',
  'xai_votes',
  'xai_simulateProposal',
  'xai_votingPower',
  'xai_governanceParameters',
  'xai_featureFlags',
  'xai_treasury',
  'xai_anchors',
  'xai_verifyAnchorProof',
  'xai_rules',
  'xai_evaluateRules',
];
