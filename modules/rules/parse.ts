import { Value } from '@sinclair/typebox/value';
import { isMap, isNode, isPair, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import { attempt, conditionOf, type Path, type Surroundings } from './conditions.ts';
import { ratesOf, viewsOf } from './declarations.ts';
import { RuleError } from './errors.ts';
import { type Action, MAX_TAGS, type Rule, type RuleSet } from './ruleSet.ts';
import { type RulesDocument, RulesForm } from './schema.ts';
import { duration } from './values.ts';

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
  const before: Surroundings = {
    lists: new Map(Object.entries(document.lists ?? {}).map(([name, list]) => [name, list.map(String)])),
    ...{ rates: undefined, views: undefined },
    fail: (path, message) => {
      throw new RuleError('meaning', message, place(path, false));
    },
  };
  const rates = ratesOf(document.rates, before);
  const views = viewsOf(document.views, before);
  const around = { ...before, rates: byName(rates), views: byName(views) };
  const tags = [...new Set(document.rules.flatMap(({ tag }) => tag ?? []))];
  const rules = document.rules.map((form, index): Rule => {
    const path = ['rules', index];
    const { name, when, tag } = form;
    if (tag !== undefined && tags.indexOf(tag) >= MAX_TAGS) {
      return around.fail([...path, 'tag'], `a set has at most ${MAX_TAGS} tags`);
    }
    return {
      name,
      when:
        when === undefined
          ? { kind: 'all', parts: [] }
          : conditionOf(when as never, [...path, 'when'], around),
      tag: tag === undefined ? undefined : tags.indexOf(tag),
      action: ruleAction(form, path, around),
      line: place(path, false).line,
    };
  });
  const otherwise: Action =
    typeof document.default === 'string'
      ? { kind: 'allow' }
      : denial(document.default.deny, ['default', 'deny'], around);
  return { name: document.name, rates, views, tags, rules, otherwise };
}

/** What was declared, by name, with its place among its like. */
function byName<T extends { readonly name: string }>(declared: readonly T[]) {
  return new Map(declared.map((each, index) => [each.name, { ...each, index }]));
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

/** At most one of the actions that decide; a rule without one puts a tag. */
function ruleAction(form: RulesDocument['rules'][number], path: Path, around: Surroundings) {
  const { name, allow, deny, delay, tag } = form;
  const actions = [allow, deny, delay].filter((action) => action !== undefined).length;
  if (actions > 1 || (actions === 0 && tag === undefined)) {
    const several = `rule ${JSON.stringify(name)} needs one action: allow, deny, delay, or a tag alone`;
    return around.fail(path, several);
  }
  if (deny !== undefined) return denial(deny, [...path, 'deny'], around);
  if (delay !== undefined) return waiting(String(delay), [...path, 'delay'], around);
  return allow === undefined ? undefined : ({ kind: 'allow' } as const);
}

function waiting(text: string, path: Path, around: Surroundings): Action {
  const { unit, length } = attempt(() => duration(text), path, around);
  return { kind: 'delay', seconds: 0, blocks: 0, [unit]: length };
}

function denial(reason: string, path: Path, around: Surroundings): Action {
  if (new TextEncoder().encode(reason).length > MAX_REASON) {
    return around.fail(path, `a reason has at most ${MAX_REASON} bytes`);
  }
  return { kind: 'deny', reason };
}
