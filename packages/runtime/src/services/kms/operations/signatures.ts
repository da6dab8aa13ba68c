import { createHmac, timingSafeEqual } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-kms';
import type { Answered, Given } from '../../../base/given.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { invalidMac, invalidSignature, unsupported, validation } from '../errors.ts';
import { keyOf, requireAlive, requireUsable } from '../finding.ts';
import { specOf } from '../key-specs.ts';
import { publicKeyBytes, signWithPair, verifyWithPair, type Signing } from '../pairs.ts';
import type { KeyRecord } from '../records.ts';

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html */
export const sign: Handler<Given<sdk.SignCommandInput>, Answered<sdk.SignCommandOutput>> = (input, call) => {
  const key = keyOf(call, input.KeyId, 'Sign');
  requireUsable(key, 'SIGN_VERIFY', 'Sign');
  const Signature = signWithPair(key, signing(key, input));
  return { KeyId: key.arn, Signature, SigningAlgorithm: input.SigningAlgorithm };
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Verify.html */
export const verify: Handler<Given<sdk.VerifyCommandInput>, Answered<sdk.VerifyCommandOutput>> = (
  input,
  call,
) => {
  const key = keyOf(call, input.KeyId, 'Verify');
  requireUsable(key, 'SIGN_VERIFY', 'Verify');
  if (!verifyWithPair(key, signing(key, input), input.Signature)) invalidSignature();
  return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm: input.SigningAlgorithm };
};

function signing(key: KeyRecord, input: Given<sdk.SignCommandInput>): Signing {
  const { SigningAlgorithm: algorithm, Message: message, MessageType = 'RAW' } = input;
  if (!specOf(key.keySpec).signing?.includes(algorithm))
    validation(`Algorithm ${algorithm} and key spec ${key.keySpec} are incompatible.`);
  if (MessageType === 'EXTERNAL_MU')
    unsupported('EXTERNAL_MU is of ML-DSA keys, which Penstock does not serve.');
  return { algorithm, message, isDigest: MessageType === 'DIGEST' };
}

export const getPublicKey: Handler<
  Given<sdk.GetPublicKeyCommandInput>,
  Answered<sdk.GetPublicKeyCommandOutput>
> = (input, call) => {
  const key = keyOf(call, input.KeyId, 'GetPublicKey');
  requireAlive(key);
  const { pair, encryption, signing: algorithms } = specOf(key.keySpec);
  if (!pair) unsupported(`${key.arn} is not an asymmetric key.`);
  const isSigner = key.keyUsage === 'SIGN_VERIFY';
  return {
    KeyId: key.arn,
    PublicKey: publicKeyBytes(key),
    CustomerMasterKeySpec: key.keySpec as sdk.CustomerMasterKeySpec,
    KeySpec: key.keySpec as sdk.KeySpec,
    KeyUsage: key.keyUsage,
    EncryptionAlgorithms: isSigner ? undefined : ([...encryption!] as sdk.EncryptionAlgorithmSpec[]),
    SigningAlgorithms: isSigner ? ([...algorithms!] as sdk.SigningAlgorithmSpec[]) : undefined,
  };
};

export const generateMac: Handler<
  Given<sdk.GenerateMacCommandInput>,
  Answered<sdk.GenerateMacCommandOutput>
> = (input, call) => {
  const key = keyOf(call, input.KeyId, 'GenerateMac');
  return { Mac: mac(key, input, 'GenerateMac'), MacAlgorithm: input.MacAlgorithm, KeyId: key.arn };
};

export const verifyMac: Handler<Given<sdk.VerifyMacCommandInput>, Answered<sdk.VerifyMacCommandOutput>> = (
  input,
  call,
) => {
  const key = keyOf(call, input.KeyId, 'VerifyMac');
  const expected = mac(key, input, 'VerifyMac');
  if (expected.length !== input.Mac.length || !timingSafeEqual(expected, input.Mac)) invalidMac();
  return { KeyId: key.arn, MacValid: true, MacAlgorithm: input.MacAlgorithm };
};

function mac(
  key: KeyRecord,
  { Message, MacAlgorithm }: Given<sdk.GenerateMacCommandInput>,
  operation: string,
): Buffer {
  requireUsable(key, 'GENERATE_VERIFY_MAC', operation);
  if (specOf(key.keySpec).mac !== MacAlgorithm)
    validation(`Algorithm ${MacAlgorithm} and key spec ${key.keySpec} are incompatible.`);
  const hash = `sha${MacAlgorithm.slice('HMAC_SHA_'.length)}`;
  return createHmac(hash, Buffer.from(key.materials[0]!, 'base64')).update(Message).digest();
}
