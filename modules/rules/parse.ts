import { Value } from '@sinclair/typebox/value';
import { isMap, isNode, isPair, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import { conditionOf, type Path, type Surroundings } from './conditions.ts';
import { RuleError } from './errors.ts';
import type { Action, Rule, RuleSet } from './ruleSet.ts';
import { type RulesDocument, RulesForm } from './schema.ts';

/** Bytes of a file of rules. */
const MAX_TEXT = 262_144;
/** Bytes of a reason in UTF-8. */
const MAX_REASON = 128;

/**
 * Reads a file of rules: YAML, its form (schema.ts), then what it says. Scalars are read as the texts that they are, so
 * that no number loses digits. Throws RuleError with line and column.
 */
export function parseRules(text: string): RuleSet {
  const lines = new LineCounter();
  const root = parseYaml(text, lines);
  const place = (path: Path, atKey: boolean) => {
    const { line, col } = lines.linePos(offsetOf(root.contents, path, atKey));
    return { line, column: col };
  };
  const given: unknown = root.toJS({ maxAliasCount: 100 });
  checkForm(given, place);
  const document = given as RulesDocument;
  const around: Surroundings = {
    lists: new Map(Object.entries(document.lists ?? {}).map(([name, list]) => [name, list.map(String)])),
    fail: (path, message) => {
      throw new RuleError('meaning', message, place(path, false));
    },
  };
  const rules = document.rules.map(({ name, when, allow, deny }, index): Rule => {
    const path = ['rules', index];
    if ((allow === undefined) === (deny === undefined)) {
      return around.fail(path, `rule ${JSON.stringify(name)} needs one action: allow or deny`);
    }
    return {
      name,
      when:
        when === undefined
          ? { kind: 'all', parts: [] }
          : conditionOf(when as never, [...path, 'when'], around),
      action: actionOf(deny, [...path, 'deny'], around),
      line: place(path, false).line,
    };
  });
  const otherwise = typeof document.default === 'string' ? undefined : document.default.deny;
  return { name: document.name, rules, otherwise: actionOf(otherwise, ['default', 'deny'], around) };
}

function parseYaml(text: string, lineCounter: LineCounter) {
  if (text.length > MAX_TEXT)
    throw new RuleError('yaml', `a file of rules has at most ${MAX_TEXT} characters`);
  try {
    const root = parseDocument(text, {
      schema: 'failsafe',
      lineCounter,
      prettyErrors: false,
      uniqueKeys: true,
    });
    const [error] = [...root.errors, ...root.warnings];
    if (error === undefined) return root;
    const { line, col } = lineCounter.linePos(error.pos[0]);
    throw new RuleError('yaml', error.message, { line, column: col });
  } catch (error) {
    if (error instanceof RangeError) throw new RuleError('yaml', 'the file is nested too deep');
    throw error;
  }
}

type Placer = (path: Path, atKey: boolean) => { line: number; column: number };

/** Compares with the schema; the deepest of its errors is the one that says most. */
function checkForm(given: unknown, place: Placer): void {
  if (Value.Check(RulesForm, given)) return;
  const error = Value.Errors(RulesForm, given).First();
  const steps = (error?.path ?? '').split('/').slice(1);
  const path = steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const where = path.length === 0 ? 'the file' : path.join('.');
  const isKey = error?.message === 'Unexpected property';
  const missing = error?.message === 'Expected required property';
  const text = isKey
    ? 'is not known here'
    : missing
      ? 'is missing'
      : `is not as it should be: ${error?.message}`;
  throw new RuleError('schema', `${where} ${text}`, place(missing ? path.slice(0, -1) : path, isKey));
}

/** The character at which the node at this path begins, or the nearest one around it. */
function offsetOf(contents: Node | null, path: Path, atKey: boolean): number {
  let node: unknown = contents;
  let found = 0;
  for (const [depth, step] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
      );
      if (pair === undefined) break;
      const chosen = atKey && depth === path.length - 1 ? pair.key : (pair.value ?? pair.key);
      node = pair.value;
      found = startOf(chosen) ?? found;
    } else {
      const items: readonly unknown[] = (node as { items?: readonly unknown[] } | null)?.items ?? [];
      node = items[Number(step)];
      found = startOf(node) ?? found;
    }
  }
  return found;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function actionOf(deny: string | undefined, path: Path, around: Surroundings): Action {
  if (deny === undefined) return { allow: true };
  if (new TextEncoder().encode(deny).length > MAX_REASON) {
    return around.fail(path, `a reason has at most ${MAX_REASON} bytes`);
  }
  return { allow: false, reason: deny };
}
