import { decimalOf, spells } from './octets.ts';
import { Fields } from './parse-fields.ts';

/**
 * The fields of a head that say how its message is framed and how its connection goes on. Whoever could be
 * read in two ways is refused: a second length, a length beside a coding, a coding other than exactly
 * `chunked`.
 */
export abstract class FramedFields extends Fields {
  /** -1 where there is none. */
  contentLength = -1;
  chunked = false;
  closes = false;
  keepsAlive = false;
  /** `Connection: upgrade` was said. */
  upgrades = false;
  /** A coding we could not undo; AWS answers 501 to it. */
  unsupportedCoding = false;
  #nominated = false;

  protected readFramedFields(bytes: Buffer, from: number): number {
    this.contentLength = -1;
    this.chunked = this.closes = this.keepsAlive = this.upgrades = false;
    this.unsupportedCoding = this.#nominated = false;
    const end = this.readFields(bytes, from);
    if (end > 0 && this.#nominated) this.#dropNominated(bytes);
    return end;
  }

  protected override take(bytes: Buffer, index: number): boolean {
    const at = this.spans[index * 4]!;
    switch (this.nameLength(index)) {
      case 2:
        return spells(bytes, at, 'te') ? this.drop(index) : this.takeOther(bytes, index);
      case 7:
        return spells(bytes, at, 'upgrade') ? this.drop(index) : this.takeOther(bytes, index);
      case 10:
        if (spells(bytes, at, 'connection')) return this.#takeConnection(bytes, index);
        if (spells(bytes, at, 'keep-alive')) return this.drop(index) && this.takeOther(bytes, index);
        return this.takeOther(bytes, index);
      case 14:
        return spells(bytes, at, 'content-length')
          ? this.#takeLength(bytes, index)
          : this.takeOther(bytes, index);
      case 16:
        return spells(bytes, at, 'proxy-connection') ? this.drop(index) : this.takeOther(bytes, index);
      case 17:
        return spells(bytes, at, 'transfer-encoding')
          ? this.#takeCoding(bytes, index)
          : this.takeOther(bytes, index);
      default:
        return this.takeOther(bytes, index);
    }
  }

  /** Looks at a field that has nothing to do with framing. */
  protected abstract takeOther(bytes: Buffer, index: number): boolean;

  #takeLength(bytes: Buffer, index: number): boolean {
    if (this.contentLength >= 0 || this.chunked) return false;
    this.contentLength = decimalOf(bytes, this.spans[index * 4 + 2]!, this.spans[index * 4 + 3]!);
    return this.contentLength >= 0;
  }

  #takeCoding(bytes: Buffer, index: number): boolean {
    if (this.contentLength >= 0 || this.chunked) return false;
    this.chunked = this.valueSpells(bytes, index, 'chunked');
    this.unsupportedCoding = /^(gzip|deflate|compress)$/i.test(this.valueOf(bytes, index));
    return this.chunked;
  }

  #takeConnection(bytes: Buffer, index: number): boolean {
    this.drop(index);
    if (this.valueSpells(bytes, index, 'keep-alive')) this.keepsAlive = true;
    else if (this.valueSpells(bytes, index, 'close')) this.closes = true;
    else this.#takeOptions(this.valueOf(bytes, index));
    return true;
  }

  #takeOptions(value: string): void {
    for (const option of value.toLowerCase().split(',')) {
      const word = option.trim();
      if (word === 'close') this.closes = true;
      else if (word === 'keep-alive') this.keepsAlive = true;
      else if (word === 'upgrade') this.upgrades = true;
      else if (word !== '') this.#nominated = true;
    }
  }

  /**
   * RFC 9110 7.6.1: fields that `Connection` names are for us, not for whoever comes next. Framing and Host
   * stay.
   */
  #dropNominated(bytes: Buffer): void {
    const words = this.valuesOf(bytes, 'connection').join(',').toLowerCase().split(',');
    for (const word of words.map((option) => option.trim())) {
      if (word === '' || /^(content-length|transfer-encoding|host)$/.test(word)) continue;
      this.dropNamed(bytes, word);
    }
  }
}
