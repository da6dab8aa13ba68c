import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from './store.ts';

/** What every store promises to whoever looks through it. */
export function allIsSeen(open: () => Store): void {
  test('whoever looks sees all that is there, and all that is written meanwhile', async () => {
    const store = open();
    const rows = Array.from({ length: 500 }, (_, row) => ({ key: `k${row}`, value: { row } }));
    store.transaction((tx) => {
      for (const { key, value } of rows) tx.put('thing', key, value);
      tx.put('thing', 'long', 'x'.repeat(300_000));
    });
    await store.durable();
    const seen = new Set<string>();
    const looked = store
      .look((text) => seen.add(text))
      .then(() => store.transaction((tx) => [...tx.list('thing'), ...tx.list('other')]));
    for (let turn = 0; turn < 20; turn++) {
      store.transaction((tx) => {
        tx.put('thing', 'k499', { turn });
        tx.put('other', 'moves', `to ${turn}`);
        if (turn > 0) tx.delete('thing', `k${499 - turn}`);
      });
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const { key, value } of await looked) {
      assert.ok(seen.has(key));
      assert.ok(seen.has(JSON.stringify(value)));
    }
    store.close();
  });

  test('what is written in the last moment is seen', async () => {
    const store = open();
    const seen: string[] = [];
    const looking = store.look((text) => seen.push(text));
    store.transaction((tx) => tx.put('thing', 'k', 'late'));
    await looking;
    assert.deepEqual(seen, ['k', '"late"']);
    store.close();
  });
}
