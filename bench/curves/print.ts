/** A Markdown table of numbers that is printed line by line, as they are measured. */
export class Curve {
  readonly #rows: (readonly number[])[] = [];

  constructor(head: readonly string[]) {
    console.log(`\n| ${head.join(' | ')} |\n|${' --- |'.repeat(head.length)}`);
  }

  add(row: readonly number[]): void {
    this.#rows.push(row);
    console.log(`| ${row.map(shown).join(' | ')} |`);
  }

  /** How the last line compares to the first. */
  end(): void {
    const [first, last] = [this.#rows[0], this.#rows.at(-1)];
    if (first === undefined || last === undefined || first === last) return;
    const ratios = last.slice(1).map((value, index) => value / (first[index + 1] ?? Number.NaN));
    console.log(`| last ÷ first | ${ratios.map((ratio) => ratio.toFixed(2)).join(' | ')} |`);
  }
}

function shown(value: number): string {
  return value >= 100 || Number.isInteger(value)
    ? Math.round(value).toLocaleString('en-GB')
    : value.toPrecision(3);
}
