import { readFileSync } from 'node:fs';
import { type CompiledRules, compile } from '../../modules/rules/compile.ts';
import { RuleError } from '../../modules/rules/errors.ts';
import { parseRules } from '../../modules/rules/parse.ts';
import type { RuleSet } from '../../modules/rules/ruleSet.ts';

/** Rules as they are written and as code. */
export interface OpenedRules {
  readonly set: RuleSet;
  readonly compiled: CompiledRules;
}

/** Reads and compiles a file of rules. Throws RuleError whose message begins with the file's name, and the system's errors. */
export function openRules(file: string): OpenedRules {
  const text = readFileSync(file, 'utf8');
  try {
    const set = parseRules(text);
    return { set, compiled: compile(set) };
  } catch (error) {
    if (error instanceof RuleError) throw new RuleError(error.code, `${file}:${error.message}`);
    throw error;
  }
}
