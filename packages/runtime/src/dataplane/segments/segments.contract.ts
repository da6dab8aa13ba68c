import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { refused } from '../blobs/blobs.contract.ts';
import type { Segments } from './segments.ts';

/** What append-only files promise. `open` makes an empty one. */
export function segmentsContract(name: string, open: () => Segments): void {
  const text = async (reading: Promise<Uint8Array>) => Buffer.from(await reading).toString();

  describe(name, () => {
    test('appends follow each other, and each is read where it starts', async () => {
      const segments = open();
      const { offset: first } = await segments.append('logs/a', Buffer.from('one'));
      const { offset: second } = await segments.append('logs/a', Buffer.from('three'));
      assert.deepEqual([first, second], [0, 3]);
      assert.equal(await text(segments.read('logs/a', 3, 5)), 'three');
      assert.equal(await text(segments.read('logs/a', 2, 2)), 'et');
    });

    test('many appends at once lie one after the other, in the order they were made', async () => {
      const segments = open();
      const words = Array.from({ length: 100 }, (_, index) => `${index},`);
      const ats = await Promise.all(words.map((word) => segments.append('s', Buffer.from(word))));
      for (const [index, { offset }] of ats.entries())
        assert.equal(await text(segments.read('s', offset, words[index]!.length)), words[index]);
      assert.equal(await text(segments.read('s', 0, words.join('').length)), words.join(''));
    });

    test('segments are apart, whatever their names', async () => {
      const segments = open();
      const names = ['a', 'a/b', '../a', 'A', '', 'a\u0000', 'x'.repeat(600)];
      for (const each of names) assert.equal((await segments.append(each, Buffer.from(each))).offset, 0);
      for (const each of names) assert.equal(await text(segments.read(each, 0, each.length)), each);
    });

    test('what is not there is refused, not made up', async () => {
      const segments = open();
      await segments.append('s', Buffer.from('abc'));
      await assert.rejects(segments.read('s', 1, 3), refused('SegmentTorn'));
      await assert.rejects(segments.read('none', 0, 1), refused('SegmentTorn'));
      assert.equal(await text(segments.read('s', 3, 0)), '');
    });

    test('a removed segment begins again at nothing; removing none is fine', async () => {
      const segments = open();
      await segments.remove('s');
      const kept = segments.append('s', Buffer.from('abc'));
      const removed = segments.remove('s');
      const again = segments.append('s', Buffer.from('d'));
      assert.deepEqual([(await kept).offset, await removed, (await again).offset], [0, undefined, 0]);
      await assert.rejects(segments.read('s', 0, 2), refused('SegmentTorn'));
      segments.reset();
      await assert.rejects(segments.read('s', 0, 1), refused('SegmentTorn'));
      assert.equal((await segments.append('s', Buffer.from('e'))).offset, 0);
    });
  });
}
