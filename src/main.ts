#!/usr/bin/env bun
// first, before anything else is loaded
import './runtimeSettings.ts';
import { runProgram } from './cli/program.ts';
import { accountAddressCommand } from './commands/account/address.ts';
import { accountImportCommand } from './commands/account/import.ts';
import { accountListCommand } from './commands/account/list.ts';
import { accountNewCommand } from './commands/account/new.ts';
import { attachCommand } from './commands/attach.ts';
import { contractBindCommand } from './commands/contract/bind.ts';
import { contractCallCommand } from './commands/contract/call.ts';
import { contractDeployCommand } from './commands/contract/deploy.ts';
import { contractEventsCommand } from './commands/contract/events.ts';
import { contractSendCommand } from './commands/contract/send.ts';
import { contractVerifyCommand } from './commands/contract/verify.ts';
import { dbBackupCommand } from './commands/db/backup.ts';
import { dbCompactCommand } from './commands/db/compact.ts';
import { dbPruneCommand } from './commands/db/prune.ts';
import { dbRestoreCommand } from './commands/db/restore.ts';
import { dbStatsCommand } from './commands/db/stats.ts';
import { dbVerifyCommand } from './commands/db/verify.ts';
import { devCommand } from './commands/dev.ts';
import { exportCommand } from './commands/export.ts';
import { importCommand } from './commands/import.ts';
import { initCommand } from './commands/init.ts';
import { moduleBuildCommand } from './commands/module/build.ts';
import { moduleCheckCommand } from './commands/module/check.ts';
import { moduleCreateCommand } from './commands/module/create.ts';
import { moduleProposeCommand } from './commands/module/propose.ts';
import { moduleVerifyCommand } from './commands/module/verify.ts';
import { nativeCallCommand } from './commands/native/call.ts';
import { nativeSendCommand } from './commands/native/send.ts';
import { nativeStakeCommand } from './commands/native/stake.ts';
import { nativeUnstakeCommand } from './commands/native/unstake.ts';
import { nativeVoteCommand } from './commands/native/vote.ts';
import { rulesCheckCommand } from './commands/rules/check.ts';
import { rulesCompileCommand } from './commands/rules/compile.ts';
import { rulesExplainCommand } from './commands/rules/explain.ts';
import { rulesProposeCommand } from './commands/rules/propose.ts';
import { rulesTestCommand } from './commands/rules/test.ts';
import { startCommand } from './commands/start.ts';
import { statusCommand } from './commands/status.ts';
import { READER_COMMAND } from './workers/readers.ts';

const commands = [
  devCommand,
  startCommand,
  initCommand,
  importCommand,
  exportCommand,
  statusCommand,
  attachCommand,
  accountNewCommand,
  accountImportCommand,
  accountListCommand,
  accountAddressCommand,
  dbStatsCommand,
  dbVerifyCommand,
  dbBackupCommand,
  dbRestoreCommand,
  dbCompactCommand,
  dbPruneCommand,
  contractDeployCommand,
  contractCallCommand,
  contractSendCommand,
  contractEventsCommand,
  contractVerifyCommand,
  contractBindCommand,
  nativeSendCommand,
  nativeStakeCommand,
  nativeUnstakeCommand,
  nativeVoteCommand,
  nativeCallCommand,
  moduleCreateCommand,
  moduleBuildCommand,
  moduleCheckCommand,
  moduleProposeCommand,
  moduleVerifyCommand,
  rulesCheckCommand,
  rulesCompileCommand,
  rulesExplainCommand,
  rulesTestCommand,
  rulesProposeCommand,
];

const line = process.argv.slice(2);
if (line[0] === READER_COMMAND && process.send !== undefined) {
  const { runReader } = require('./workers/reader.ts') as typeof import('./workers/reader.ts');
  runReader();
} else {
  // No await at the top: the compiled binary keeps its code as bytecode, which knows none there.
  void runProgram(commands, line, {
    environment: process.env,
    writeOut: (text) => process.stdout.write(text),
    writeError: (text) => process.stderr.write(text),
  }).then((status) => process.exit(status));
}
