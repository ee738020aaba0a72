/** A file that is not what it should be; nothing of it is used. */
export class BadModelFile extends Error {
  override readonly name = 'BadModelFile';
}

/** A view of bytes in which every read is checked against the end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    // A Buffer's own `slice` does not copy.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.#bytes.length;
  }

  #check(at: number, length: number): void {
    if (!Number.isSafeInteger(at) || !Number.isSafeInteger(length) || at < 0 || length < 0)
      throw new BadModelFile('a place in the file is no number');
    if (at + length > this.#bytes.length) throw new BadModelFile('the file ends too early');
  }

  byte(at: number): number {
    this.#check(at, 1);
    return this.#bytes[at] as number;
  }

  uint16(at: number): number {
    this.#check(at, 2);
    return this.#view.getUint16(at, true);
  }

  uint32(at: number): number {
    this.#check(at, 4);
    return this.#view.getUint32(at, true);
  }

  float32(at: number): number {
    this.#check(at, 4);
    return this.#view.getFloat32(at, true);
  }

  /** A copy, so that what is kept does not hold the file. */
  bytes(at: number, length: number): Uint8Array {
    this.#check(at, length);
    return this.#bytes.slice(at, at + length);
  }

  ascii(at: number, length: number): string {
    return String.fromCharCode(...this.bytes(at, length));
  }
}
