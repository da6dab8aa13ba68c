import type { Service } from '../../dispatch/service.ts';
import { deletionFlow } from './flow/deletion.ts';
import { rotationFlow } from './flow/rotation.ts';
import { deleteSecret, forget, restoreSecret } from './operations/deletion.ts';
import { listSecrets } from './operations/listing.ts';
import { getRandomPassword } from './operations/passwords.ts';
import {
  deleteResourcePolicy,
  getResourcePolicy,
  putResourcePolicy,
  validateResourcePolicy,
} from './operations/policies.ts';
import { beginRotation, cancelRotateSecret, finishRotation, rotateSecret } from './operations/rotation.ts';
import { createSecret, describeSecret, updateSecret } from './operations/secrets.ts';
import { tagResource, untagResource } from './operations/tags.ts';
import {
  batchGetSecretValue,
  getSecretValue,
  listSecretVersionIds,
  putSecretValue,
  updateSecretVersionStage,
} from './operations/values.ts';
import { resourcePolicy, rotationSchedule, secretTargetAttachment } from './resources/belonging.ts';
import { secret } from './resources/secret.ts';

export const secretsmanager: Service = {
  name: 'secretsmanager',
  sdk: () => import('@aws-sdk/client-secrets-manager'),
  model: 'secretsmanager',
  operations: {
    BatchGetSecretValue: batchGetSecretValue,
    CancelRotateSecret: cancelRotateSecret,
    CreateSecret: createSecret,
    DeleteResourcePolicy: deleteResourcePolicy,
    DeleteSecret: deleteSecret,
    DescribeSecret: describeSecret,
    GetRandomPassword: getRandomPassword,
    GetResourcePolicy: getResourcePolicy,
    GetSecretValue: getSecretValue,
    ListSecrets: listSecrets,
    ListSecretVersionIds: listSecretVersionIds,
    PutResourcePolicy: putResourcePolicy,
    PutSecretValue: putSecretValue,
    RestoreSecret: restoreSecret,
    RotateSecret: rotateSecret,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateSecret: updateSecret,
    UpdateSecretVersionStage: updateSecretVersionStage,
    ValidateResourcePolicy: validateResourcePolicy,
  },
  inside: { BeginRotation: beginRotation, FinishRotation: finishRotation, Forget: forget },
  flows: [deletionFlow, rotationFlow],
  resources: [resourcePolicy, rotationSchedule, secret, secretTargetAttachment],
};
