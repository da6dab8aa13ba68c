import type * as sdk from '@aws-sdk/client-kms';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { ciphertextOfNoKey, incorrectKey, invalidCiphertext, validation } from '../errors.ts';
import { keyOf, requireSymmetric, requireUsable } from '../finding.ts';
import { specOf } from '../key-specs.ts';
import { decryptWithPair, encryptWithPair } from '../pairs.ts';
import { keyArn, keys, materialId, type KeyRecord } from '../records.ts';
import { readSealed, seal, unseal, type EncryptionContext } from '../sealing.ts';

const symmetric = 'SYMMETRIC_DEFAULT';

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html */
export const encrypt: Handler<Given<sdk.EncryptCommandInput>, Answered<sdk.EncryptCommandOutput>> = (
  input,
  call,
) => {
  const key = keyOf(call, input.KeyId, 'Encrypt');
  requireUsable(key, 'ENCRYPT_DECRYPT', 'Encrypt');
  const { Plaintext, EncryptionContext } = input;
  const algorithm = algorithmFor(key, input.EncryptionAlgorithm);
  const CiphertextBlob = encrypted(call, key, {
    plaintext: Plaintext,
    context: EncryptionContext,
    algorithm,
  });
  return { CiphertextBlob, KeyId: key.arn, EncryptionAlgorithm: algorithm };
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html */
export const decrypt: Handler<Given<sdk.DecryptCommandInput>, Answered<sdk.DecryptCommandOutput>> = (
  input,
  call,
) => {
  const opened = decrypted(call, {
    blob: input.CiphertextBlob ?? validation('CiphertextBlob is required.'),
    context: input.EncryptionContext,
    algorithm: input.EncryptionAlgorithm ?? symmetric,
    keyId: input.KeyId,
    operation: 'Decrypt',
  });
  return {
    KeyId: opened.key.arn,
    Plaintext: opened.plaintext,
    EncryptionAlgorithm: opened.algorithm,
    ...(opened.material !== undefined && { KeyMaterialId: materialId(opened.key, opened.material) }),
  };
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ReEncrypt.html */
export const reEncrypt: Handler<Given<sdk.ReEncryptCommandInput>, Answered<sdk.ReEncryptCommandOutput>> = (
  input,
  call,
) => {
  const source = decrypted(call, {
    blob: input.CiphertextBlob ?? validation('CiphertextBlob is required.'),
    context: input.SourceEncryptionContext,
    algorithm: input.SourceEncryptionAlgorithm ?? symmetric,
    keyId: input.SourceKeyId,
    operation: 'ReEncryptFrom',
  });
  const key = keyOf(call, input.DestinationKeyId, 'ReEncryptTo');
  requireUsable(key, 'ENCRYPT_DECRYPT', 'ReEncrypt');
  const algorithm = algorithmFor(key, input.DestinationEncryptionAlgorithm);
  const context = input.DestinationEncryptionContext;
  return {
    CiphertextBlob: encrypted(call, key, { plaintext: source.plaintext, context, algorithm }),
    SourceKeyId: source.key.arn,
    KeyId: key.arn,
    SourceEncryptionAlgorithm: source.algorithm,
    DestinationEncryptionAlgorithm: algorithm,
  };
};

type DataKeyInput = Given<sdk.GenerateDataKeyCommandInput>;

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKey.html */
export const generateDataKey: Handler<DataKeyInput, Answered<sdk.GenerateDataKeyCommandOutput>> = (
  input,
  call,
) => dataKey(call, input, 'GenerateDataKey');

export const generateDataKeyWithoutPlaintext: Handler<
  DataKeyInput,
  Answered<sdk.GenerateDataKeyWithoutPlaintextCommandOutput>
> = (input, call) => {
  const { Plaintext: _plaintext, ...answer } = dataKey(call, input, 'GenerateDataKeyWithoutPlaintext');
  return answer;
};

function dataKey(call: Call, input: DataKeyInput, operation: string) {
  const key = keyOf(call, input.KeyId, operation);
  requireUsable(key, 'ENCRYPT_DECRYPT', operation);
  requireSymmetric(key);
  const Plaintext = call.ids.bytes(lengthOf(input));
  const context = input.EncryptionContext;
  const CiphertextBlob = encrypted(call, key, { plaintext: Plaintext, context, algorithm: symmetric });
  return { CiphertextBlob, Plaintext, KeyId: key.arn, KeyMaterialId: materialId(key) };
}

export const generateRandom: Handler<
  Given<sdk.GenerateRandomCommandInput>,
  Answered<sdk.GenerateRandomCommandOutput>
> = (input, call) => ({
  Plaintext: call.ids.bytes(input.NumberOfBytes ?? validation('NumberOfBytes is required.')),
});

function lengthOf({ KeySpec, NumberOfBytes }: DataKeyInput): number {
  if ((KeySpec === undefined) === (NumberOfBytes === undefined))
    validation('Please specify either number of bytes or key spec.');
  return NumberOfBytes ?? (KeySpec === 'AES_128' ? 16 : 32);
}

interface Encrypting {
  readonly plaintext: Uint8Array;
  readonly context: EncryptionContext | undefined;
  readonly algorithm: sdk.EncryptionAlgorithmSpec;
}

function encrypted(call: Call, key: KeyRecord, { plaintext, context, algorithm }: Encrypting): Buffer {
  if (algorithm === symmetric) return seal(key, call.ids.bytes(12), plaintext, context);
  if (context) validation('EncryptionContext is not supported with asymmetric keys.');
  return encryptWithPair(key, algorithm, plaintext);
}

interface Decrypting {
  readonly blob: Uint8Array;
  readonly context: EncryptionContext | undefined;
  readonly algorithm: sdk.EncryptionAlgorithmSpec;
  readonly keyId: string | undefined;
  readonly operation: string;
}

interface Opened {
  readonly key: KeyRecord;
  readonly plaintext: Uint8Array;
  readonly algorithm: sdk.EncryptionAlgorithmSpec;
  readonly material?: number;
}

/** A symmetric ciphertext knows its key; of another one, the caller does. */
function decrypted(call: Call, { blob, context, algorithm, keyId, operation }: Decrypting): Opened {
  if (algorithm !== symmetric) {
    const key = keyOf(call, keyId ?? validation('KeyId is required with asymmetric keys.'), operation);
    requireUsable(key, 'ENCRYPT_DECRYPT', operation);
    algorithmFor(key, algorithm);
    return { key, plaintext: decryptWithPair(key, algorithm, blob), algorithm };
  }
  const sealed = readSealed(blob) ?? invalidCiphertext();
  const isMultiRegion = sealed.keyId.startsWith('mrk-');
  const scope = { account: sealed.account, region: isMultiRegion ? call.region : sealed.region };
  if (scope.region !== call.region || !keys.get(call.tx, scope, sealed.keyId)) ciphertextOfNoKey();
  const key = keyOf(call, keyArn(scope, sealed.keyId), operation);
  if (keyId !== undefined && keyOf(call, keyId, operation).arn !== key.arn) incorrectKey();
  requireUsable(key, 'ENCRYPT_DECRYPT', operation);
  return { key, plaintext: unseal(key, sealed, context), algorithm, material: sealed.material };
}

/** The algorithm asked for, if the key has it; the symmetric one unless another is asked for. */
function algorithmFor(key: KeyRecord, asked: string = symmetric): sdk.EncryptionAlgorithmSpec {
  if (!specOf(key.keySpec).encryption?.includes(asked))
    validation(`Algorithm ${asked} and key spec ${key.keySpec} are incompatible.`);
  return asked as sdk.EncryptionAlgorithmSpec;
}
