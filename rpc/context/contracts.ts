/** Where registered contracts outlive the process: texts by the hash of the code, in 64 hex digits. */
export interface ContractShelf {
  /** oldest first */
  read(): readonly (readonly [key: string, text: string])[];
  write(key: string, text: string): void;
  remove(key: string): void;
}
