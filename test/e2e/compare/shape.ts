/** How a value is written: what a typed client would refuse when it changes. */
function kind(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (typeof value !== 'string') return typeof value;
  if (!value.startsWith('0x')) return 'text';
  const digits = value.length - 2;
  // Addresses, hashes, signatures and blooms have a length of their own; a quantity has no zero in front.
  if ([40, 64, 130, 512].includes(digits)) return `${digits / 2} bytes`;
  if (/^0x(0|[1-9a-f][0-9a-f]*)$/.test(value) && digits < 40) return 'quantity';
  return 'data';
}

/** Where the shapes of two JSON values differ, as lines that begin with the path of the place. */
export function shapeDifferences(ours: unknown, theirs: unknown, path: string): string[] {
  const [left, right] = [kind(ours), kind(theirs)];
  const isBoth = (one: string, other: string) => [left, right].includes(one) && [left, right].includes(other);
  // An even number of digits may be either, and a quantity may happen to have the length of an address.
  if (left !== right && !isBoth('quantity', 'data')) return [`${path}: ${left}, anvil ${right}`];
  if (Array.isArray(ours) && Array.isArray(theirs)) {
    if (ours.length !== theirs.length) return [`${path}: ${ours.length} entries, anvil ${theirs.length}`];
    return ours.flatMap((entry, index) => shapeDifferences(entry, theirs[index], `${path}[${index}]`));
  }
  if (left === 'object') {
    const [a, b] = [ours as Record<string, unknown>, theirs as Record<string, unknown>];
    const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    return names.flatMap((name) => {
      if (!(name in b)) return [`${path}.${name}: anvil has none`];
      if (!(name in a)) return [`${path}.${name}: anvil only (${kind(b[name])})`];
      return shapeDifferences(a[name], b[name], `${path}.${name}`);
    });
  }
  return [];
}
