import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { SpareWorkspaces } from './spare-workspaces.ts';

const root = mkdtempSync(path.join(tmpdir(), 'penstock-spares-'));
after(() => rmSync(root, { recursive: true, force: true }));

function opened() {
  const folder = mkdtempSync(path.join(root, 'of-one-'));
  const filled: string[] = [];
  let next = Promise.withResolvers<void>();
  const spares = new SpareWorkspaces(folder, async (place, { write }) => {
    mkdirSync(place);
    filled.push(write![0]!.text);
    setImmediate(next.resolve);
  });
  /** Begins to work in a workspace, which is filled so; answers whether it was a spare. */
  const use = (workspace: string, text: string): boolean => {
    const write = [{ path: 'a.txt', text }];
    const effect = { type: 'workspace.prepare', workspace, unpack: [], write, kind: 'source' } as const;
    const place = path.join(folder, workspace);
    const isSpare = spares.take(effect, place);
    assert.equal(existsSync(place), isSpare);
    spares.taken(effect);
    return isSpare;
  };
  const spare = async () => {
    await next.promise;
    next = Promise.withResolvers();
  };
  return { folder, filled, spares, use, spare };
}

describe('a workspace that is filled before it is asked for', () => {
  test('is there where several have been filled alike, and as many as the last time are expected', async () => {
    const { filled, use, spare } = opened();
    assert.equal(use('1a', 'one'), false);
    assert.equal(use('1b', 'one'), false);
    await spare();
    assert.equal(use('1c', 'one'), true);
    await spare(); // Nobody knows yet that there were three.
    for (const [workspace, isSpare] of [
      ['2a', false],
      ['2b', true],
    ] as const) {
      assert.equal(use(workspace, 'two'), isSpare);
      await spare();
    }
    assert.equal(use('2c', 'two'), true);
    assert.equal(use('3a', 'three'), false);
    await spare();
    assert.deepEqual(filled, ['one', 'one', 'two', 'two', 'three']);
  });

  test('is never there of what is filled once each time', async () => {
    const { filled, use, spare } = opened();
    for (const text of ['one', 'two', 'three']) assert.equal(use(text, text), false);
    use('again', 'three');
    await spare();
    assert.deepEqual(filled, ['three']);
  });

  test('goes when nobody works in its like any more', async () => {
    const { folder, spares, use, spare } = opened();
    const left = () => readdirSync(folder);
    for (const workspace of ['a', 'b']) use(workspace, 'one');
    await spare();
    spares.left('a');
    assert.equal(left().length, 1);
    spares.left('b');
    while (left().length > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(use('c', 'one'), false);
  });
});
