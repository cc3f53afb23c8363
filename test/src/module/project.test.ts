import { expect, setDefaultTimeout, test } from 'bun:test';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { checkModule } from '../../../src/module/check.ts';
import { compileModule } from '../../../src/module/compile.ts';
import { createProject } from '../../../src/module/create.ts';
import type { ModuleToolError } from '../../../src/module/errors.ts';
import { openProject } from '../../../src/module/project.ts';
import { runToEnd } from '../program.ts';
import { temporaryDirectory } from '../temporary.ts';

const PACKAGES = join(import.meta.dir, '../../../node_modules');
const directory = temporaryDirectory();
const folder = createProject('RateKeeper', directory);
symlinkSync(PACKAGES, join(folder, 'node_modules'));

// The compiler is WebAssembly and takes seconds.
setDefaultTimeout(60_000);

test('a new project builds, passes its check, and builds to the same bytes again', async () => {
  const project = openProject(folder);
  const artifact = compileModule(project);
  const findings = await checkModule(artifact, { ...project, former: undefined });
  expect(findings.filter(({ grade }) => grade !== 'ok')).toEqual([]);
  expect(findings.map(({ what }) => what)).toContain('validateTransaction');

  const elsewhere = createProject('RateKeeper', join(directory, 'elsewhere'));
  const built = await runToEnd(['module', 'build', '--project', elsewhere]);
  expect(built.error).toBe('');
  expect(built.out).toContain(artifact.codeHash);
  const again = JSON.parse(readFileSync(join(elsewhere, 'artifacts/RateKeeper.json'), 'utf8'));
  expect(again).toEqual(artifact);
});

/** A module that does wrong what can be done wrong; without OpenZeppelin, so that it compiles in a moment. */
const HOSTILE = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;
import {BlockContext, BlockResult, IXaiModule, ModuleMetadata, TransactionContext} from "./xai/IXaiModule.sol";
contract Hostile is IXaiModule {
    uint256[] public all;
    event Seen(uint256 block_);
    function moduleMetadata() external pure returns (ModuleMetadata memory m) {
        (m.name, m.version, m.hooks, m.validateGas, m.startGas, m.endGas) = ("Hostile", "one", 7, 50_000, 90_000, 0);
    }
    function validateTransaction(BlockContext calldata, TransactionContext calldata t) external pure returns (bool, string memory) {
        bytes32 h;
        for (uint256 i = 0; i < t.data.length; ++i) h = keccak256(abi.encode(h, t.data[i]));
        return (h != 0, "");
    }
    function onBlockStart(BlockContext calldata c) external {
        all.push(c.number);
        uint256 sum;
        for (uint256 i = 0; i < all.length; ++i) sum += all[i];
        all.push(sum);
    }
    function onBlockEnd(BlockContext calldata c, BlockResult calldata) external {
        for (uint256 i = 0; i < 20; ++i) emit Seen(c.number);
    }
    function pay(address payable to) external { to.transfer(1); }
    function run(address code) external { (bool ok,) = code.delegatecall(""); require(ok); }
}`;

test('a module that would harm the chain fails for each of its reasons', async () => {
  const hostile = createProject('Hostile', directory);
  writeFileSync(join(hostile, 'src/Hostile.sol'), HOSTILE);
  for (const name of ['XaiHooks', 'XaiModule', 'XaiProxy']) {
    writeFileSync(join(hostile, `src/xai/${name}.sol`), '');
  }
  const project = { ...openProject(hostile), initialize: [] };
  const artifact = compileModule(project);
  const former = join(hostile, 'former.json');
  const storageLayout = {
    storage: [{ label: 'owner', slot: '0', offset: 0, type: 't_address' }],
    types: { t_address: { label: 'address', encoding: 'inplace', numberOfBytes: '20' } },
  };
  writeFileSync(former, JSON.stringify({ ...artifact, storageLayout }));
  const findings = await checkModule(artifact, { initialize: [], former, rateLimits: [] });
  const failed = new Map(
    findings.filter(({ grade }) => grade === 'fail').map(({ what, detail }) => [what, detail]),
  );
  expect(failed.get('instructions')).toContain('DELEGATECALL');
  expect(failed.get('storage')).toContain('was owner, now it is all');
  expect(failed.get('metadata')).toContain('"one"');
  expect(failed.get('validateTransaction')).toContain('4096 bytes): revert: a fault, not an answer');
  expect(failed.get('validateTransaction')).toContain('needs onlySystem');
  expect(failed.get('onBlockStart')).toContain('a fault');
  expect(failed.get('onBlockEnd')).toContain('it declares no gas');
  expect(failed.get('rate limits')).toContain('may carry value');
});

test('names, folders and project files that cannot be used are said so', () => {
  const code = (run: () => unknown): string => {
    try {
      run();
    } catch (error) {
      return (error as ModuleToolError).code;
    }
    return 'nothing was refused';
  };
  for (const name of ['rate', 'Rate Keeper', '../Up', '', 'A'.repeat(40)]) {
    expect(code(() => createProject(name, directory))).toBe('bad-name');
  }
  expect(code(() => createProject('RateKeeper', directory))).toBe('exists');
  const empty = join(directory, 'empty');
  mkdirSync(empty);
  expect(code(() => openProject(empty))).toBe('no-project');
  writeFileSync(join(empty, 'xai-module.json'), '{');
  expect(code(() => openProject(empty))).toBe('bad-project');
  writeFileSync(join(empty, 'xai-module.json'), '{"contract":"X"}');
  expect(code(() => openProject(empty))).toBe('bad-project');
  const project = openProject(folder);
  expect(code(() => compileModule({ ...project, source: 'src/None.sol' }))).toBe('bad-project');
  const other = { ...project, compiler: { ...project.compiler, version: '0.8.1' } };
  expect(code(() => compileModule(other))).toBe('no-compiler');
});

test('what a new project tells people and CI to run exists, flags and files included', async () => {
  const read = (path: string) => readFileSync(join(folder, path), 'utf8');
  const workflow = parse(read('.github/workflows/module.yml')) as {
    jobs: { module: { steps: { run?: string; env?: Record<string, string> }[] } };
  };
  const steps = workflow.jobs.module.steps.flatMap(({ run }) => run ?? []);
  const lines = [...read('README.md').split('\n'), ...steps].filter((line) => /^\s*xai /.test(line));
  const words = lines.map((line) => line.trim().replace(/ #.*/, '').split(/\s+/));
  expect(new Set(words.map(([, , name]) => name))).toEqual(new Set(['build', 'check', 'propose', 'verify']));
  for (const [, family = '', name = '', ...others] of words) {
    const { out, status } = await runToEnd([family, name, '--help']);
    expect(status).toBe(0);
    for (const flag of others.filter((word) => word.startsWith('--'))) expect(out).toContain(flag);
  }
  // The runner has no xai: it is downloaded and compared before anything is run.
  const first = steps.findIndex((step) => step.startsWith('xai '));
  expect(steps.slice(0, first).join('\n')).toContain('sha256sum --check');
  for (const command of ['forge test', 'bun test', 'git diff --exit-code artifacts'])
    expect(steps.join('\n')).toContain(command);
});

test('the commands explain themselves', async () => {
  const help = await runToEnd(['module', '--help']);
  for (const name of ['create', 'build', 'check', 'propose', 'verify']) expect(help.out).toContain(name);
  const nowhere = await runToEnd(['module', 'check', '--project', directory]);
  expect(nowhere.status).toBe(1);
  expect(nowhere.error).toStartWith(`error: ${directory} has no xai-module.json`);
});
