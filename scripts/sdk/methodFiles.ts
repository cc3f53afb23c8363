import type { Method } from '../../rpc/method.ts';
import { methodTable } from '../../rpc/methods/table.ts';
import { xaiAnchorMethods } from '../../rpc/methods/xai/anchors.ts';
import { xaiGovernanceMethods } from '../../rpc/methods/xai/governance.ts';
import { xaiModuleMethods } from '../../rpc/methods/xai/modules.ts';
import { xaiAddressMethods } from '../../rpc/methods/xai/nativeAddress.ts';
import { xaiReadMethods } from '../../rpc/methods/xai/nativeRead.ts';
import { xaiSendMethods } from '../../rpc/methods/xai/nativeSend.ts';
import { xaiTreasuryMethods } from '../../rpc/methods/xai/treasury.ts';
import { sharedTypes, typeText } from './typeText.ts';

/** Which families stand in which file; every other one is in `node`. */
const FILES: Readonly<Record<string, readonly Method[]>> = {
  native: [...xaiSendMethods, ...xaiReadMethods, ...xaiAddressMethods],
  modules: xaiModuleMethods,
  governance: [...xaiGovernanceMethods, ...xaiTreasuryMethods],
  anchors: xaiAnchorMethods,
  node: [],
};

const HEAD = '// Written by scripts/sdk-types.ts from the method table.\n';

/** The files of sdk/methods/, by path, not formatted. */
export function methodFiles(): ReadonlyMap<string, string> {
  const methods = methodTable({ dev: true, namespaces: ['xai'] }).filter(
    ({ name, websocketOnly }) => name.startsWith('xai_') && websocketOnly !== true,
  );
  const shared = sharedTypes(
    methods.flatMap(({ params, result }) => [...params.map(({ schema }) => schema), result]),
  );
  const fileOf = (method: Method) =>
    Object.keys(FILES).find((file) => FILES[file]?.some(({ name }) => name === method.name)) ?? 'node';
  const files = new Map([['sdk/methods/shared.ts', sharedFile(shared)]]);
  for (const file of Object.keys(FILES)) {
    files.set(
      `sdk/methods/${file}.ts`,
      familyFile(
        file,
        methods.filter((each) => fileOf(each) === file),
        shared,
      ),
    );
  }
  return files.set('sdk/methods/table.ts', tableFile(methods));
}

function sharedFile(shared: ReadonlyMap<string, string>): string {
  const types = [...shared].map(
    ([name, text]) =>
      `/** What several methods take or give. */\nexport type ${name} = ${namesIn(text, shared)};\n`,
  );
  return `${HEAD}\n${types.join('\n')}`;
}

/** Shared types that hold other shared types name them. */
function namesIn(text: string, shared: ReadonlyMap<string, string>): string {
  let result = text;
  const others = [...shared]
    .filter(([, other]) => other !== text)
    .sort(([, a], [, b]) => b.length - a.length);
  for (const [name, other] of others) result = result.replaceAll(other, name);
  return result;
}

function familyFile(file: string, methods: readonly Method[], shared: ReadonlyMap<string, string>): string {
  const entries = methods.map(({ name, summary, params, result }) => {
    const parameters = params.map(
      (each) => `${each.name}${each.required ? '' : '?'}: ${typeText(each.schema, shared)}`,
    );
    return `  /** ${summary} */\n  ${name}: { parameters: [${parameters.join(', ')}]; result: ${typeText(result, shared)} };`;
  });
  const text = entries.join('\n');
  const used = [...shared.keys()].filter((name) => new RegExp(`\\b${name}\\b`).test(text));
  const imports = used.length === 0 ? '' : `import type { ${used.join(', ')} } from './shared.ts';\n`;
  return `${HEAD}${imports}\n/** Parameters and results of xai_* methods. */\nexport interface ${interfaceOf(file)} {\n${text}\n}\n`;
}

function tableFile(methods: readonly Method[]): string {
  const files = Object.keys(FILES);
  return `${HEAD}${files.map((file) => `import type { ${interfaceOf(file)} } from './${file}.ts';`).join('\n')}

/** Parameters and result of every xai_* method. */
export interface XaiMethods extends ${files.map(interfaceOf).join(', ')} {}

/** Their names. */
export const XAI_METHODS: readonly (keyof XaiMethods)[] = [
${methods.map(({ name }) => `  '${name}',`).join('\n')}
];
`;
}

function interfaceOf(file: string): string {
  return `${file.charAt(0).toUpperCase()}${file.slice(1)}Methods`;
}
