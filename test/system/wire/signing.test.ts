import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import {
  signersContract,
  signingCases,
  signingHost,
  signingKeys,
  signingRegion,
  signingTime,
  type SignerOutput,
} from '../../../packages/runtime/src/wire/sigv4/signers.contract.ts';

type Outputs = Readonly<Record<'header' | 'query', readonly SignerOutput[]>>;

const python = spawnSync('python3', ['-c', 'import botocore']);

if (python.status !== 0) test('botocore signs', { skip: 'python3 with botocore is not on this machine' });
else {
  const { stdout, stderr, status } = spawnSync('python3', [`${import.meta.dirname}/botocore_signer.py`], {
    input: JSON.stringify({
      ...signingKeys,
      host: signingHost,
      time: signingTime,
      region: signingRegion,
      cases: signingCases,
    }),
    encoding: 'utf8',
    maxBuffer: 1 << 24,
  });
  assert.equal(status, 0, stderr);
  const outputs = JSON.parse(stdout) as Outputs;
  signersContract(
    {
      name: 'botocore',
      sign: async (signing, place) =>
        outputs[place][signingCases.indexOf(signing)] ?? assert.fail(signing.name),
    },
    { everyNth: 1 },
  );
}
