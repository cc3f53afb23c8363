/** Whether this is the compiled binary, whose files are inside it. */
export const IS_BINARY = Bun.main.startsWith('/$bunfs/');

/**
 * Where the program of a thread is: from source the file at `path`, seen from the root of the repository; in the binary the entry
 * point that the build has made of it (scripts/build/build.ts). There `import.meta.url` is the place where the binary was
 * built, which holds nothing on another machine, or another version.
 */
export function threadUrl(path: string): string {
  return IS_BINARY
    ? `/$bunfs/root/${path.replace(/\.ts$/, '.js')}`
    : new URL(`../${path}`, import.meta.url).href;
}
