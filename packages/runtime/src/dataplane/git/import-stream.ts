import { buffer } from 'node:stream/consumers';
import { openPromise, type Entry } from 'yauzl';
import type { GitImport } from '../../base/effects/git.ts';
import { EffectRefusal } from '../../base/effects/effect.ts';

/** What a first commit may hold. More is pushed. */
const bytesMax = 256 * 1024 ** 2;

const fileType = { mask: 0o170000, link: 0o120000 };

/** A commit of all that a zip holds, as `git fast-import` reads it. */
export async function importStream(
  effect: GitImport,
  zipFile: string,
  reference: string,
): Promise<Uint8Array> {
  const { message, by } = effect;
  const parts: Uint8Array[] = [];
  const write = (text: string) => void parts.push(Buffer.from(text));
  const data = (bytes: Uint8Array) => {
    write(`data ${bytes.length}\n`);
    parts.push(bytes, Buffer.from('\n'));
  };
  const person = `${clean(by.name)} <${clean(by.email)}> ${by.date}`;
  write(`commit ${reference}\nauthor ${person}\ncommitter ${person}\n`);
  data(Buffer.from(message));
  for (const { name, mode, bytes } of await filesOf(zipFile)) {
    write(`M ${mode} inline ${JSON.stringify(name)}\n`);
    data(bytes);
  }
  return Buffer.concat(parts);
}

const clean = (text: string): string => text.replace(/[<>\n]/g, '');

interface File {
  readonly name: string;
  readonly mode: '100644' | '100755' | '120000';
  readonly bytes: Uint8Array;
}

async function filesOf(zipFile: string): Promise<File[]> {
  const files: File[] = [];
  let size = 0;
  try {
    const zip = await openPromise(zipFile, { lazyEntries: true, autoClose: false });
    try {
      for await (const entry of zip.eachEntry() as AsyncIterable<Entry>) {
        size += entry.uncompressedSize;
        if (size > bytesMax)
          throw new EffectRefusal('ZipTooLarge', `the zip holds more than ${bytesMax} bytes`);
        if (entry.fileName.endsWith('/')) continue;
        const bytes = await buffer(await zip.openReadStreamPromise(entry));
        files.push({ name: entry.fileName, mode: modeOf(entry), bytes });
      }
    } finally {
      zip.close();
    }
  } catch (error) {
    if (error instanceof EffectRefusal) throw error;
    // yauzl refuses what is no zip, or an unsafe one, in its own words.
    throw new EffectRefusal('InvalidZip', `the zip cannot be imported: ${(error as Error).message}`);
  }
  return files;
}

function modeOf({ externalFileAttributes }: Entry): File['mode'] {
  const mode = externalFileAttributes >>> 16;
  if ((mode & fileType.mask) === fileType.link) return '120000';
  return mode & 0o100 ? '100755' : '100644';
}
