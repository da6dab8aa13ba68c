import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { sound } from './framing.contract.ts';
import { allAre, freePort, groupOf, Loopback, tableOf, untilObserved } from './loopback.contract.ts';

/** Another reader, node:http's, behind ours: what we let through means to it what it means to us. */

let loopback: Loopback;
let port: number;
/** How often the target saw the path of each message. */
const seen = new Map<string, number>();
/** What the target's reader complained of. */
const complaints: string[] = [];

before(async () => {
  loopback = new Loopback();
  port = await freePort();
  const target = await loopback.http(
    (incoming, response) => {
      const path = /\d+/.exec(incoming.url ?? '')?.[0] ?? '';
      seen.set(path, (seen.get(path) ?? 0) + 1);
      incoming.resume().on('end', () => response.end());
    },
    (code) => complaints.push(code),
  );
  await loopback.balancers.apply(
    tableOf({ version: 1, port, weights: { web: 1 }, targetGroups: [groupOf('web', [target])] }),
  );
  await untilObserved(loopback.balancers, allAre('healthy'));
});
after(() => loopback.close());

const letters = fc.oneof(
  fc.constantFrom(
    '\r',
    '\n',
    '\0',
    ' ',
    '\t',
    ':',
    ',',
    ';',
    '\r\n',
    '\r\n ',
    '0',
    '-',
    '+',
    '_',
    '"',
    '\x0b',
  ),
  fc.constantFrom(
    'Content-Length: 3\r\n',
    'Transfer-Encoding: chunked\r\n',
    'Host: b\r\n',
    'chunked',
    '/',
    '@',
  ),
  fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
);
const change = fc.record({ at: fc.nat(200), cut: fc.nat(2), letters });
const mutated = fc
  .tuple(
    fc.constantFrom(sound.plain!, sound['a length']!, sound.chunks!, sound['HTTP/1.0 without Host']!),
    fc.array(change, { minLength: 1, maxLength: 3 }),
  )
  .map(([text, changes]) =>
    changes.reduce((so, { at, cut, letters: more }) => {
      const from = at % so.length;
      return so.slice(0, from) + more + so.slice(from + cut);
    }, text),
  );

test('for any mutated message, the target reads one request or none, and none that it would refuse', async () => {
  const messages = fc.sample(mutated, { numRuns: 1500, seed: 2 });
  let sent = 0;
  const client = async () => {
    while (sent < messages.length) {
      const id = sent++;
      const connection = await loopback.client(port);
      connection.socket.end(Buffer.from(messages[id]!.replace(' /', ` /${id}`), 'latin1'));
      await connection.hearsEnd();
    }
  };
  await Promise.all(Array.from({ length: 16 }, client));
  // A method it has never heard of, and a body whose sender went away, are no disagreement about framing.
  const mayBe = new Set(['HPE_INVALID_METHOD', 'HPE_INVALID_EOF_STATE', 'ECONNRESET', 'EPIPE']);
  assert.deepEqual(
    complaints.filter((code) => !mayBe.has(code)),
    [],
  );
  assert.equal(seen.size > 50, true);
  for (const [path, times] of seen) assert.equal(times, 1, messages[Number(path)]);
});
