const encoder = new TextEncoder();
const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});
const crcOf = (data: Uint8Array): number => {
  let crc = 0xffffffff;
  for (const byte of data) crc = (CRC[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
};

/** A file by its name in the archive. */
export interface ZipFile {
  name: string;
  text: string;
}

const header = (file: ZipFile, data: Uint8Array, central: { offset: number } | undefined): Uint8Array => {
  const name = encoder.encode(file.name);
  const view = new DataView(new ArrayBuffer((central ? 46 : 30) + name.length));
  view.setUint32(0, central ? 0x02014b50 : 0x04034b50, true);
  const at = central ? 6 : 4;
  if (central) view.setUint16(4, 20, true);
  view.setUint16(at, 20, true);
  // Names are UTF-8; nothing is compressed; 1 January 1980.
  view.setUint16(at + 2, 0x800, true);
  view.setUint16(at + 8, 0x21, true);
  view.setUint32(at + 10, crcOf(data), true);
  view.setUint32(at + 14, data.length, true);
  view.setUint32(at + 18, data.length, true);
  view.setUint16(at + 22, name.length, true);
  if (central) view.setUint32(42, central.offset, true);
  const bytes = new Uint8Array(view.buffer);
  bytes.set(name, central ? 46 : 30);
  return bytes;
};

/** A ZIP archive of plain, uncompressed files (APPNOTE 6.3.3, method 0). */
export const zipOf = (files: readonly ZipFile[]): Uint8Array<ArrayBuffer>[] => {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const file of files) {
    const data = encoder.encode(file.text);
    const local = header(file, data, undefined);
    directory.push(header(file, data, { offset }));
    parts.push(local, data);
    offset += local.length + data.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, files.length, true);
  end.setUint16(10, files.length, true);
  end.setUint32(12, size, true);
  end.setUint32(16, offset, true);
  return [...parts, ...directory, new Uint8Array(end.buffer)] as Uint8Array<ArrayBuffer>[];
};
