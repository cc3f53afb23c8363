/** How one case ended. */
export interface CaseResult {
  readonly name: string;
  readonly fork: string;
  /** undefined: passed */
  readonly failure: string | undefined;
}

/** How one file ended. */
export interface FileResult {
  /** relative to the archive */
  readonly file: string;
  readonly cases: readonly CaseResult[];
  /** why the file could not be read */
  readonly unreadable?: string | undefined;
}

interface Count {
  passed: number;
  failed: number;
}

/** Sums results by fork and by folder and prints them. Returns the number of failures. */
export function printReport(results: readonly FileResult[], failuresShown: number): number {
  const forks = new Map<string, Count>();
  const folders = new Map<string, Count>();
  const total: Count = { passed: 0, failed: 0 };
  const failures: string[] = [];
  for (const { file, cases } of results) {
    for (const { name, fork, failure } of cases) {
      for (const count of [total, counter(forks, fork), counter(folders, folderOf(file))]) {
        if (failure === undefined) count.passed++;
        else count.failed++;
      }
      if (failure !== undefined) failures.push(`${file}\n  ${name} [${fork}]\n  ${failure}`);
    }
  }
  for (const text of failures.slice(0, failuresShown)) console.log(`FAILED ${text}\n`);
  if (failures.length > failuresShown)
    console.log(`… and ${failures.length - failuresShown} failures more\n`);
  printTable('by folder', folders);
  printTable('by fork', forks);
  const unreadable = results.filter((result) => result.unreadable !== undefined);
  for (const { file, unreadable: why } of unreadable) console.log(`skipped ${file}: ${why}`);
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${unreadable.length} files skipped`);
  return total.failed;
}

function counter(counts: Map<string, Count>, key: string): Count {
  let count = counts.get(key);
  if (count === undefined) {
    count = { passed: 0, failed: 0 };
    counts.set(key, count);
  }
  return count;
}

function folderOf(file: string): string {
  return file.split('/').slice(2, -1).join('/');
}

function printTable(title: string, counts: ReadonlyMap<string, Count>): void {
  console.log(`\n${title}`);
  for (const [key, { passed, failed }] of [...counts].sort(([a], [b]) => a.localeCompare(b))) {
    console.log(
      `  ${key.padEnd(64)} ${String(passed).padStart(6)} passed ${String(failed).padStart(6)} failed`,
    );
  }
}
