import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { ZipFile } from 'yazl';
import type { BlobRef } from '../../base/blob.ts';
import type { FunctionInvoke, FunctionInvoked, FunctionStreamed } from '../../base/effects/function.ts';
import { refused } from '../blobs/blobs.contract.ts';
import type { Functions } from './functions.ts';

export interface FunctionsUnderTest {
  readonly functions: Functions;
  /** Makes the code of a function that answers its event, or throws its `fail` where it has one. */
  echo(): Promise<BlobRef>;
}

const arn = 'arn:aws:lambda:us-east-1:000000000000:function:hook:7';
let requests = 0;

/** An invocation of index.handler. */
export function invocation(
  code: BlobRef,
  payload: unknown,
  more: Partial<FunctionInvoke> = {},
): FunctionInvoke {
  return {
    type: 'function.invoke',
    function: arn,
    revision: code.sha256,
    code,
    runtime: 'nodejs22.x',
    functionHandler: 'index.handler',
    env: {},
    timeoutMs: 5000,
    memoryMb: 128,
    payload: JSON.stringify(payload),
    requestId: `00000000-0000-4000-8000-${String(++requests).padStart(12, '0')}`,
    ...more,
  };
}

/** What an invocation answers while it is running. */
export async function streamed(functions: Functions, effect: FunctionInvoke): Promise<FunctionStreamed> {
  return (await functions.perform({ ...effect, type: 'function.stream' })) as FunctionStreamed;
}

/** A zip of text by path; modes where they are not those of plain files. */
export function zipped(
  files: Readonly<Record<string, string>>,
  modes: Readonly<Record<string, number>> = {},
): AsyncIterable<Uint8Array> {
  const zip = new ZipFile();
  const mtime = new Date(0);
  for (const [name, content] of Object.entries(files)) {
    const mode = 0o100000 | (modes[name] ?? 0o644);
    zip.addBuffer(Buffer.from(content), name, { mtime, mode });
  }
  zip.end();
  return zip.outputStream as unknown as AsyncIterable<Uint8Array>;
}

/** What running functions promises. */
export function functionsContract(name: string, open: () => FunctionsUnderTest): void {
  describe(name, () => {
    test('a function answers its event, and logs START, END and REPORT', async () => {
      const { functions, echo } = open();
      const effect = invocation(await echo(), { hello: [1, 'ü'] });
      const invoked = (await functions.perform(effect)) as FunctionInvoked;
      assert.deepEqual(JSON.parse(invoked.payload), { hello: [1, 'ü'] });
      assert.equal(invoked.functionError, undefined);
      assert.ok(invoked.durationMs > 0);
      const [start, ...rest] = invoked.log.trimEnd().split('\n');
      assert.equal(start, `START RequestId: ${effect.requestId} Version: 7`);
      assert.equal(rest.at(-2), `END RequestId: ${effect.requestId}`);
      const figures =
        'Duration: [\\d.]+ ms\\tBilled Duration: \\d+ ms\\tMemory Size: 128 MB\\tMax Memory Used: \\d+ MB';
      assert.match(rest.at(-1)!, new RegExp(`^REPORT RequestId: ${effect.requestId}\\t${figures}`));
    });

    test('an error thrown is the answer, marked as unhandled', async () => {
      const { functions, echo } = open();
      const effect = invocation(await echo(), { fail: 'no such order' });
      const invoked = (await functions.perform(effect)) as FunctionInvoked;
      assert.equal(invoked.functionError, 'Unhandled');
      const { errorType, errorMessage } = JSON.parse(invoked.payload) as Record<string, string>;
      assert.deepEqual({ errorType, errorMessage }, { errorType: 'Error', errorMessage: 'no such order' });
    });

    test('an answer is had while it is being written, and how it went when that is over', async () => {
      const { functions, echo } = open();
      const code = await echo();
      for (const event of [{ hello: 1 }, { fail: 'no such order' }]) {
        const { contentType, pieces, over } = await streamed(functions, invocation(code, event));
        const said = await buffer(pieces);
        const { functionError, log, payload } = await over;
        assert.match(log, /REPORT RequestId/);
        assert.equal(contentType, 'application/json');
        if ('fail' in event) assert.match(payload, /no such order/);
        else assert.deepEqual(JSON.parse(said.toString()), event);
        assert.equal(functionError, 'fail' in event ? 'Unhandled' : undefined);
      }
    });

    test('many invocations at once are all answered, each with its own', async () => {
      const { functions, echo } = open();
      const code = await echo();
      const all = [1, 2, 3, 4].map((n) => functions.perform(invocation(code, { n })));
      const answers = (await Promise.all(all)) as FunctionInvoked[];
      assert.deepEqual(
        answers.map(({ payload }) => JSON.parse(payload)),
        [1, 2, 3, 4].map((n) => ({ n })),
      );
    });

    test('a runtime that is not here is refused by name, with those that are', async () => {
      const { functions, echo } = open();
      const effect = invocation(await echo(), {}, { runtime: 'java21' });
      await assert.rejects(functions.perform(effect), refused('NoSuchRuntime'));
      await assert.rejects(
        functions.perform(effect),
        /java21 is not here.*nodejs18\.x.*python3\.8.*provided\.al2023/,
      );
    });

    test('removing a function is harmless, known or not', async () => {
      const { functions, echo } = open();
      await functions.perform({ type: 'function.remove', function: arn });
      await functions.perform(invocation(await echo(), {}));
      await functions.perform({ type: 'function.remove', function: arn });
      const again = (await functions.perform(invocation(await echo(), { a: 1 }))) as FunctionInvoked;
      assert.equal(again.payload, '{"a":1}');
    });
  });
}
