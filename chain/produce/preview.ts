import type { StateReader } from '../../storage/state/reader.ts';
import type { Header } from '../block/header.ts';
import type { DraftBlock } from '../building/build.ts';
import type { ExecutedBlock } from '../building/executedBlock.ts';

/** The block that would be made now. It is sealed when somebody asks for it whole: calls on it ask for less. */
export class Preview {
  #sealed: ExecutedBlock | undefined;

  constructor(private readonly draft: DraftBlock) {}

  /** but for what the transactions decide */
  get header(): Header {
    return this.draft.header;
  }

  /** at the end of the block */
  get state(): StateReader {
    return this.draft.state;
  }

  /** The whole of it; the same object each time. To be asked for under the write lock, while its parent is the head. */
  sealed(): ExecutedBlock {
    this.#sealed ??= this.draft.seal();
    return this.#sealed;
  }
}
