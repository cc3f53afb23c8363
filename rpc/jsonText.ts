/**
 * A result that is JSON already: what a method has in many like pieces it writes itself, with less work than objects take that
 * are read once. In an answer it stands as it is; whoever makes JSON of it otherwise gets the same value.
 */
export class JsonText {
  constructor(readonly text: string) {}

  /** The value that it tells. */
  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}
