import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ChunkedBody, type Piece } from './parse-chunks.ts';
import { incomplete, refused } from './parse-fields.ts';
import { RequestHead } from './parse-request.ts';
import { ResponseHead } from './parse-response.ts';
import { sound, unsound, unsoundChunks, unsoundResponses } from './framing.contract.ts';

const request = new RequestHead();
const response = new ResponseHead();
const bytesOf = (text: string) => Buffer.from(text, 'latin1');

test('a request head that could be read in two ways is refused', async (t) => {
  for (const [name, text] of Object.entries(unsound))
    await t.test(name, () => assert.equal(request.read(bytesOf(text), 0), refused));
});

test('a sound request head is read whole', async (t) => {
  for (const [name, text] of Object.entries(sound))
    await t.test(name, () => {
      const end = text.indexOf('\r\n\r\n', 2) + 4;
      assert.equal(request.read(bytesOf(text), 0), end);
      for (let cut = 0; cut < end; cut++)
        assert.equal(request.read(bytesOf(text.slice(0, cut)), 0), incomplete, `cut at ${cut}`);
    });
});

test('a response head that could be read in two ways is refused', async (t) => {
  for (const [name, text] of Object.entries(unsoundResponses))
    await t.test(name, () => assert.equal(response.read(bytesOf(text), 0), refused));
});

test('a malformed chunked body is refused', async (t) => {
  for (const [name, text] of Object.entries(unsoundChunks))
    await t.test(name, () => assert.equal(new ChunkedBody(true).read(bytesOf(text), []), -1));
});

test('fields meant for us alone are left out, and those Connection names', () => {
  const bytes = bytesOf(
    'GET / HTTP/1.1\r\nHost: a\r\nConnection: close, X-Mine\r\nX-Mine: 1\r\nTE: trailers\r\nX-Theirs: 2\r\n' +
      'Keep-Alive: 5\r\nUpgrade: h2c\r\nProxy-Connection: x\r\n\r\n',
  );
  const end = request.read(bytes, 0);
  assert.equal(request.text(bytes, 0, end), 'GET / HTTP/1.1\r\nHost: a\r\nX-Theirs: 2\r\n\r\n');
  assert.equal(request.closes, true);
});

test('fields that frame the message stay, whatever Connection names', () => {
  const bytes = bytesOf(
    'POST / HTTP/1.1\r\nHost: a\r\nConnection: host, content-length\r\nContent-Length: 2\r\n\r\n',
  );
  const end = request.read(bytes, 0);
  assert.equal(request.text(bytes, 0, end), 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n');
});

test('a head beyond 64 KiB, a line beyond 16 KiB and a field too many are refused', () => {
  const line = (length: number) => `X: ${'a'.repeat(length - 3)}\r\n`;
  const head = (fields: string) => bytesOf(`GET / HTTP/1.1\r\nHost: a\r\n${fields}\r\n`);
  assert.equal(request.read(head(line(16 * 1024 + 1)), 0), refused);
  assert.equal(request.read(head(line(16_000).repeat(5)), 0), refused);
  assert.equal(request.read(head(line(16_000).repeat(4)), 0) > 0, true);
  assert.equal(request.read(head('X: a\r\n'.repeat(256)), 0), refused);
  assert.equal(
    request.read(bytesOf(`GET /${'a'.repeat(16 * 1024)} HTTP/1.1\r\nHost: a\r\n\r\n`), 0),
    refused,
  );
});

test('for any bytes the readers answer, and never read past the end', () => {
  const alphabet = fc.constantFrom(...'GET / HTTP/1.1\r\n:;,Hostchunked0aF\0\x7f\xff\t ');
  const text = fc.array(alphabet, { maxLength: 200 }).map((letters) => letters.join(''));
  fc.assert(
    fc.property(text, (letters) => {
      const bytes = bytesOf(letters);
      const start = bytesOf(`GET / HTTP/1.1\r\nHost: a\r\n${letters}`);
      for (const end of [request.read(bytes, 0), request.read(start, 0), response.read(bytes, 0)])
        assert.equal(end >= refused && end <= start.length, true);
      const used = new ChunkedBody(true).read(bytes, []);
      assert.equal(used <= bytes.length, true);
    }),
    { numRuns: 2000 },
  );
});

test('for any cut of a sound head, what comes in pieces is read as what comes at once', () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(sound)), fc.nat(400), (text, cut) => {
      const bytes = bytesOf(text);
      const part = bytes.subarray(0, Math.min(cut, bytes.length));
      const whole = request.read(bytes, 0);
      const early = request.read(part, 0);
      assert.equal(early === incomplete || early === whole, true);
    }),
  );
});

test('for any chunks, cut anywhere, the data arrives as it left, in a plainer form', () => {
  const chunk = fc.uint8Array({ minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(
      fc.array(chunk, { maxLength: 6 }),
      fc.array(fc.nat(300), { maxLength: 5 }),
      (chunks, cuts) => {
        const data = Buffer.concat(chunks);
        const coded = Buffer.concat([
          ...chunks.flatMap((part) => [
            bytesOf(`0${part.length.toString(16).toUpperCase()};x=y\r\n`),
            part,
            bytesOf('\r\n'),
          ]),
          bytesOf('0\r\nX-Sum: 1\r\n\r\n'),
        ]);
        const plain = readAll(new ChunkedBody(true), coded, cuts);
        assert.deepEqual(readAll(new ChunkedBody(false), coded, cuts), data);
        assert.deepEqual(readAll(new ChunkedBody(false), plain, []), data);
        assert.equal(plain.includes(';x=y\r\n') && !data.includes(';x=y\r\n'), false);
      },
    ),
  );
});

function readAll(body: ChunkedBody, bytes: Buffer, cuts: readonly number[]): Buffer {
  const pieces: Piece[] = [];
  const ends = [...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
  let from = 0;
  for (const end of ends) {
    assert.equal(body.read(bytes.subarray(from, end), pieces), end - from);
    from = end;
  }
  assert.equal(body.ended, true);
  return Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? bytesOf(piece) : piece)));
}
