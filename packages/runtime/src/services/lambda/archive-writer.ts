import { crc32 } from 'node:zlib';

/** 1 January 1980, midnight, as MS-DOS wrote it: the same files always give the same bytes. */
const moment = { time: 0, date: 0x21 };
const version = { needed: 20, madeBy: 0x031e };
/** A plain file that everybody may read, as Unix has it. */
const attributes = (0o100644 << 16) >>> 0;

/** A zip of text files by name, stored as they are. */
export function zipOf(files: Readonly<Record<string, string>>): Buffer {
  const pieces: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const content = Buffer.from(text);
    const entry = entryOf(Buffer.from(name), content);
    pieces.push(entry.local, content);
    directory.push(entry.central(offset));
    offset += entry.local.length + content.length;
  }
  const central = Buffer.concat(directory);
  const end = fields(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, directory.length],
    [2, directory.length],
    [4, central.length],
    [4, offset],
    [2, 0],
  );
  return Buffer.concat([...pieces, central, end]);
}

function entryOf(name: Buffer, content: Buffer) {
  const { length } = content;
  const common = [
    [2, version.needed],
    [2, 0],
    [2, 0],
    [2, moment.time],
    [2, moment.date],
    [4, crc32(content)],
    [4, length],
    [4, length],
    [2, name.length],
    [2, 0],
  ] as const;
  return {
    local: Buffer.concat([fields([4, 0x04034b50], ...common), name]),
    central: (offset: number) =>
      Buffer.concat([
        fields(
          [4, 0x02014b50],
          [2, version.madeBy],
          ...common,
          [2, 0],
          [2, 0],
          [2, 0],
          [4, attributes],
          [4, offset],
        ),
        name,
      ]),
  };
}

/** Numbers of two or four bytes, the lowest byte first. */
function fields(...numbers: readonly (readonly [bytes: 2 | 4, value: number])[]): Buffer {
  const all = Buffer.alloc(numbers.reduce((sum, [bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [bytes, value] of numbers) at = all.writeUIntLE(value, at, bytes);
  return all;
}
