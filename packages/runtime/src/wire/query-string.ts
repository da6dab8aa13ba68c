import { percentDecodedBytes } from './sigv4/percent-encoding.ts';

const plainText = /^[^%+\x80-\uffff]*$/;

/** Percent-decoding of a form or query component, `+` for a space. What is no encoding stays as it is. */
export function formDecoded(text: string): string {
  return plainText.test(text) ? text : percentDecodedBytes(text, true).toString('utf8');
}

/** Names and values of a query string or form, in order; a name without `=` has the empty value. */
export function* parameters(query: string): Generator<readonly [name: string, value: string]> {
  for (let start = 0; start < query.length;) {
    let end = query.indexOf('&', start);
    if (end < 0) end = query.length;
    if (end > start) {
      const split = query.indexOf('=', start);
      const named = split >= 0 && split < end;
      const name = formDecoded(query.slice(start, named ? split : end));
      yield [name, named ? formDecoded(query.slice(split + 1, end)) : ''];
    }
    start = end + 1;
  }
}

export function parseQuery(query: string): Map<string, string[]> {
  const parsed = new Map<string, string[]>();
  for (const [name, value] of parameters(query)) {
    const known = parsed.get(name);
    if (known) known.push(value);
    else parsed.set(name, [value]);
  }
  return parsed;
}
