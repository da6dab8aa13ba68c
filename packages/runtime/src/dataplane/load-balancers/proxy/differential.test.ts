import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { mutated } from './framing.contract.ts';
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
