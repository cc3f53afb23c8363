import type { Abi } from 'viem';
import { wordText } from '../../modules/encoding/word.ts';
import { fromHex, toHex } from '../../storage/encoding/bytes.ts';
import type { ModuleArtifact } from './artifact.ts';
import { readArtifact } from './artifact.ts';
import { type HookReport, type Metadata, tryHooks } from './hooks.ts';
import { layoutConflicts } from './layout.ts';
import { readCode } from './opcodes.ts';
import { openTrial, type Trial } from './trial.ts';

/** One line of what `xai module check` says. */
export interface Finding {
  readonly what: string;
  /** fail: the chain should not take it; note: a human should look */
  readonly grade: 'ok' | 'fail' | 'note';
  readonly detail: string;
}

/** What a check may compare with and expect. */
export interface CheckOptions {
  readonly initialize: readonly unknown[];
  /** file of the former version's artifact; undefined: a new module */
  readonly former: string | undefined;
  readonly rateLimits: readonly string[];
}

/** EIP-170 */
const CODE_LIMIT = 24_576;

/** Whether the chain would be safe with a module; every question has a line. Throws ModuleToolError. */
export async function checkModule(artifact: ModuleArtifact, options: CheckOptions): Promise<Finding[]> {
  const findings: Finding[] = [];
  const code = fromHex(artifact.runtime);
  findings.push(graded('code size', code.length <= CODE_LIMIT, `${code.length} of ${CODE_LIMIT} bytes`));

  const facts = readCode(code);
  findings.push(
    graded(
      'instructions',
      facts.forbidden.length === 0,
      facts.forbidden.join('; ') || 'none that is forbidden',
    ),
  );
  findings.push(storageFinding(artifact, options.former));

  const trial = await openTrial(artifact, options.initialize);
  const metadata = await readMetadata(trial, artifact.abi);
  if (metadata === undefined) {
    return [
      ...findings,
      { what: 'metadata', grade: 'fail', detail: 'moduleMetadata() does not answer in its form' },
    ];
  }
  findings.push(metadataFinding(metadata));
  for (const report of await tryHooks(trial, metadata)) findings.push(hookFinding(report));
  findings.push(eventFinding(artifact.abi, facts.makesLogs));
  findings.push(await rateFinding(trial, artifact, options.rateLimits, facts.calls));
  if (facts.creates) {
    findings.push({
      what: 'creations',
      grade: 'note',
      detail: 'it creates contracts; auditors should see which',
    });
  }
  return findings;
}

function storageFinding({ storageLayout }: ModuleArtifact, former: string | undefined): Finding {
  if (former === undefined)
    return { what: 'storage', grade: 'ok', detail: 'a new module: nothing to be compatible with' };
  const conflicts = layoutConflicts(readArtifact(former).storageLayout, storageLayout);
  return graded('storage', conflicts.length === 0, conflicts.join('; ') || `fits ${former}`);
}

async function readMetadata(trial: Trial, abi: Abi): Promise<Metadata | undefined> {
  const { decodeFunctionResult, encodeFunctionData } = await import('viem/utils');
  try {
    const functionName = 'moduleMetadata';
    const result = await trial.call(fromHex(encodeFunctionData({ abi, functionName })));
    if (result.halt !== undefined) return undefined;
    return decodeFunctionResult({
      abi,
      functionName,
      data: toHex(result.returnData) as `0x${string}`,
    }) as Metadata;
  } catch {
    return undefined;
  }
}

function metadataFinding({ name, version, hooks, order }: Metadata): Finding {
  const problems = [
    ...(name === '' || name.length > 64 ? ['its name has 1 to 64 characters'] : []),
    ...(/^\d+\.\d+\.\d+$/.test(version) ? [] : [`its version is ${JSON.stringify(version)}, not like 1.0.0`]),
    ...(hooks > 7 ? [`hooks ${hooks}: only bits 0 to 2 mean something`] : []),
  ];
  return graded(
    'metadata',
    problems.length === 0,
    problems.join('; ') || `${name} ${version}, hooks ${hooks}, order ${order}`,
  );
}

function hookFinding({ hook, runs, most, declared, logs, problems }: HookReport): Finding {
  const figures = `${runs} hostile and random inputs, at most ${most} of ${declared} gas, ${logs} logs`;
  return graded(hook, problems.length === 0, problems.join('; ') || figures);
}

/** Events that every module has from its base. */
const BASE_EVENTS: ReadonlySet<string> = new Set(['Initialized', 'ParameterSet']);
/** Functions that every module has from its base. */
const BASE_FUNCTIONS: ReadonlySet<string> = new Set([
  'initialize',
  'setParameter',
  'validateTransaction',
  'onBlockStart',
  'onBlockEnd',
]);

function eventFinding(abi: Abi, makesLogs: boolean): Finding {
  const changing = abi.flatMap((entry) =>
    entry.type === 'function' && /payable/.test(entry.stateMutability) && !BASE_FUNCTIONS.has(entry.name)
      ? [entry.name]
      : [],
  );
  const events = abi.flatMap((entry) =>
    entry.type === 'event' && !BASE_EVENTS.has(entry.name) ? [entry.name] : [],
  );
  if (changing.length === 0)
    return { what: 'events', grade: 'ok', detail: 'nothing but hooks and parameters changes it' };
  const told = `${changing.join(', ')} change it, its events are ${events.join(', ') || 'none'}`;
  return graded('events', makesLogs && events.length > 0, told);
}

/** A module that can send value names the parameters that bound how much. */
async function rateFinding(
  trial: Trial,
  { abi }: ModuleArtifact,
  limits: readonly string[],
  calls: boolean,
): Promise<Finding> {
  const { decodeFunctionResult, encodeFunctionData } = await import('viem/utils');
  const functionName = 'parameters';
  const has = abi.some((entry) => entry.type === 'function' && entry.name === functionName);
  const answer = has ? await trial.call(fromHex(encodeFunctionData({ abi, functionName }))) : undefined;
  const decoded =
    answer?.halt === undefined && answer !== undefined
      ? (decodeFunctionResult({ abi, functionName, data: toHex(answer.returnData) as `0x${string}` }) as [
          readonly string[],
        ])
      : undefined;
  const known = (decoded?.[0] ?? []).map((word) => wordText(word) ?? word);
  const missing = limits.filter((limit) => !known.includes(limit));
  if (missing.length > 0) {
    return graded(
      'rate limits',
      false,
      `xai-module.json names ${missing.join(', ')}; its parameters are ${known.join(', ') || 'none'}`,
    );
  }
  if (!calls) return { what: 'rate limits', grade: 'ok', detail: 'it calls nobody, so it cannot send value' };
  return graded(
    'rate limits',
    limits.length > 0,
    limits.length > 0
      ? `bounded by ${limits.join(', ')}`
      : 'it makes calls, which may carry value: name the parameters that bound them as rateLimits in xai-module.json',
  );
}

function graded(what: string, isGood: boolean, detail: string): Finding {
  return { what, grade: isGood ? 'ok' : 'fail', detail };
}
