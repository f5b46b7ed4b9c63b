/** Where a segment's bytes are read from. The store implements it over its Vfs. */
export interface SegmentFile {
  /** The name that errors give. */
  readonly name: string;
  /** Fills `target` from `offset` on. Fewer bytes than asked are an error. @throws StorageError */
  read(target: Uint8Array, offset: number): void;
}
