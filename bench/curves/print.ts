/** A Markdown table of numbers, with how the last line compares to the first. */
export function printCurve(head: readonly string[], rows: readonly (readonly number[])[]): void {
  console.log(`\n| ${head.join(' | ')} |\n|${' --- |'.repeat(head.length)}`);
  for (const row of rows) console.log(`| ${row.map(shown).join(' | ')} |`);
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined || rows.length < 2) return;
  console.log(
    `| last ÷ first | ${last
      .slice(1)
      .map((value, i) => (value / (first[i + 1] ?? 1)).toFixed(2))
      .join(' | ')} |`,
  );
}

function shown(value: number): string {
  return value >= 100 || Number.isInteger(value)
    ? Math.round(value).toLocaleString('en-GB')
    : value.toPrecision(3);
}
