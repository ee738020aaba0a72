import { inflateRawSync } from 'node:zlib';
import { BadModelFile, ByteReader } from './byte-reader.ts';

/** An array as numpy saved it, row by row. */
export interface NpyArray {
  shape: readonly number[];
  data: Uint8Array | Float32Array | Int8Array | Float64Array;
}

const END_RECORD = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_SIZE = 22;
const STORED = 0;
const DEFLATED = 8;
/** Largest member after unpacking, bytes; the largest of the pinned file has 4 MB. */
const MAX_MEMBER = 64 * 1024 * 1024;
const MAX_MEMBERS = 512;
const MAX_VALUES = 16 * 1024 * 1024;

interface Member {
  name: string;
  method: number;
  packed: number;
  size: number;
  at: number;
}

/** Members of a zip without zip64, comments, encryption or several disks, as numpy writes it. */
const membersOf = (file: ByteReader): Member[] => {
  const end = file.length - END_SIZE;
  if (end < 0 || file.uint32(end) !== END_RECORD) throw new BadModelFile('not a zip file');
  const count = file.uint16(end + 10);
  if (count > MAX_MEMBERS) throw new BadModelFile('too many members');
  const members: Member[] = [];
  let at = file.uint32(end + 16);
  for (let n = 0; n < count; n++) {
    if (file.uint32(at) !== CENTRAL) throw new BadModelFile('no member where one should be');
    const nameLength = file.uint16(at + 28);
    members.push({
      method: file.uint16(at + 10),
      packed: file.uint32(at + 20),
      size: file.uint32(at + 24),
      at: file.uint32(at + 42),
      name: file.ascii(at + 46, nameLength),
    });
    at += 46 + nameLength + file.uint16(at + 30) + file.uint16(at + 32);
  }
  return members;
};

const unpack = (file: ByteReader, { name, method, packed, size, at }: Member): Uint8Array => {
  if (size > MAX_MEMBER) throw new BadModelFile(`${name} is too large`);
  if (file.uint32(at) !== LOCAL) throw new BadModelFile(`${name} is not where it should be`);
  const start = at + 30 + file.uint16(at + 26) + file.uint16(at + 28);
  const raw = file.bytes(start, packed);
  if (method !== STORED && method !== DEFLATED) throw new BadModelFile(`${name} is packed in an unknown way`);
  const plain = method === STORED ? raw : new Uint8Array(inflateRawSync(raw, { maxOutputLength: size }));
  if (plain.length !== size) throw new BadModelFile(`${name} has another size than it says`);
  return plain;
};

const TYPES: Record<string, { size: number; make: (buffer: ArrayBuffer) => NpyArray['data'] }> = {
  '|u1': { size: 1, make: (buffer) => new Uint8Array(buffer) },
  '|i1': { size: 1, make: (buffer) => new Int8Array(buffer) },
  '<f4': { size: 4, make: (buffer) => new Float32Array(buffer) },
  '<f8': { size: 8, make: (buffer) => new Float64Array(buffer) },
};

/** Reads one `.npy` file. Only plain numbers in C order: there is no code in it to run. @throws BadModelFile */
export const readNpy = (bytes: Uint8Array): NpyArray => {
  const file = new ByteReader(bytes);
  if (file.byte(0) !== 0x93 || file.ascii(1, 5) !== 'NUMPY') throw new BadModelFile('not an npy file');
  const long = file.byte(6) >= 2;
  const headerLength = long ? file.uint32(8) : file.uint16(8);
  const start = (long ? 12 : 10) + headerLength;
  if (headerLength > 10_000) throw new BadModelFile('the header is too long');
  const header = file.ascii(start - headerLength, headerLength);
  const type = TYPES[/'descr':\s*'([^']+)'/.exec(header)?.[1] ?? ''];
  const dimensions = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (!type || dimensions === undefined || !/'fortran_order':\s*False/.test(header))
    throw new BadModelFile('an array of a kind that is not read');
  const shape = dimensions.split(',').flatMap((part) => (part.trim() === '' ? [] : [Number(part)]));
  const values = shape.reduce((product, side) => product * side, 1);
  if (!Number.isSafeInteger(values) || values > MAX_VALUES) throw new BadModelFile('the array is too large');
  if (start + values * type.size !== file.length) throw new BadModelFile('the array has another length');
  const data = file.bytes(start, values * type.size);
  return { shape, data: type.make(data.buffer as ArrayBuffer) };
};

/** Reads the arrays of an `.npz` file one at a time, so that only one lies unpacked beside what was kept of the others. @throws BadModelFile */
export function* readNpz(bytes: Uint8Array): Generator<[name: string, array: NpyArray]> {
  const file = new ByteReader(bytes);
  for (const member of membersOf(file)) {
    if (!member.name.endsWith('.npy')) throw new BadModelFile(`${member.name} is no array`);
    yield [member.name.slice(0, -'.npy'.length), readNpy(unpack(file, member))];
  }
}
