import type { Log } from '../../vm/log.ts';
import type { RecordReader } from '../record/reader.ts';

/** Where the count of topics stands, after the address. */
const TOPICS = 20;
const TOPIC = 32;
/** Bytes of the length of the data. */
const LENGTH = 4;

/**
 * A log as it is stored: address 20 · u8 topics · topics 32 each · u32 length · data. Who reads many and shows them takes the
 * bytes as they are; its parts are made where somebody asks for them.
 */
export class StoredLog implements Log {
  #address: Uint8Array | undefined;
  #topics: readonly Uint8Array[] | undefined;

  constructor(readonly packed: Uint8Array) {}

  get address(): Uint8Array {
    this.#address ??= this.packed.slice(0, TOPICS);
    return this.#address;
  }

  get topicCount(): number {
    return this.packed[TOPICS] as number;
  }

  get topics(): readonly Uint8Array[] {
    this.#topics ??= Array.from({ length: this.topicCount }, (_, position) => {
      const start = TOPICS + 1 + TOPIC * position;
      return this.packed.slice(start, start + TOPIC);
    });
    return this.#topics;
  }

  get data(): Uint8Array {
    return this.packed.slice(this.dataStart);
  }

  /** Where the data begins. */
  get dataStart(): number {
    return TOPICS + 1 + TOPIC * this.topicCount + LENGTH;
  }
}

/** The log that begins here. */
export function readStoredLog(reader: RecordReader): StoredLog {
  const start = reader.position;
  reader.skip(TOPICS);
  reader.skip(TOPIC * reader.u8());
  reader.skip(reader.u32());
  return new StoredLog(reader.since(start));
}
