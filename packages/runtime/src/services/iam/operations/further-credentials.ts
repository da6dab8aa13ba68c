import type * as sdk from '@aws-sdk/client-iam';
import type { Handler } from '../../../dispatch/service.ts';
import type { Answer } from '../records.ts';
import { userAsked } from './users.ts';

interface OfUser {
  readonly UserName?: string | undefined;
}

/**
 * Credentials of kinds that nobody can be given here: every user has none. Who deletes a user asks for them first.
 */
const none =
  <Told extends object>(told: Told): Handler<OfUser, Told> =>
  ({ UserName }, call) => {
    userAsked(call, UserName);
    return told;
  };

const all = { IsTruncated: false };

export const furtherCredentials = {
  ListSSHPublicKeys: none<Answer<sdk.ListSSHPublicKeysCommandOutput>>({ SSHPublicKeys: [], ...all }),
  ListServiceSpecificCredentials: none<Answer<sdk.ListServiceSpecificCredentialsCommandOutput>>({
    ServiceSpecificCredentials: [],
  }),
  ListSigningCertificates: none<Answer<sdk.ListSigningCertificatesCommandOutput>>({
    Certificates: [],
    ...all,
  }),
};

const ssh = 'repositories are reached over HTTP, with the keys that callers have';

/** Why nobody can be given them. */
export const furtherReasons = {
  CreateServiceSpecificCredential: ssh,
  UploadSSHPublicKey: ssh,
  UploadSigningCertificate: 'no protocol that is served is signed by a certificate',
};
