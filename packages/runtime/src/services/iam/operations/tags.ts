import type { Handler, Call } from '../../../dispatch/service.ts';
import { listed, type Paged } from '../listing.ts';
import {
  globally,
  policies,
  providers,
  putRole,
  putUser,
  roleNamed,
  userNamed,
  type TagRecord,
} from '../records.ts';
import { deviceNumbered, putDevice } from '../mfa.ts';
import { retagged, untagged } from '../tags.ts';
import { profileNamed, putProfile } from './instance-profiles.ts';
import { policyOf } from './policies.ts';
import { providerOf } from './providers.ts';
import { putServerCertificate, serverCertificateNamed } from './server-certificates.ts';

/** What has tags: how it is named in an input, and how its tags are changed. */
interface Tagged {
  readonly member: string;
  tags(call: Call, name: string): readonly TagRecord[];
  put(call: Call, name: string, tags: readonly TagRecord[]): void;
}

interface Naming extends Paged {
  readonly [member: string]: any;
}

const role: Tagged = {
  member: 'RoleName',
  tags: (call, name) => roleNamed(call.tx, call, name).tags,
  put: (call, name, tags) => putRole(call.tx, call, { ...roleNamed(call.tx, call, name), tags }),
};

const user: Tagged = {
  member: 'UserName',
  tags: (call, name) => userNamed(call.tx, call, name).tags,
  put: (call, name, tags) => putUser(call.tx, call, { ...userNamed(call.tx, call, name), tags }),
};

const policy: Tagged = {
  member: 'PolicyArn',
  tags: (call, arn) => policyOf(call, arn).tags,
  put: (call, arn, tags) => policies.put(call.tx, globally(call), arn, { ...policyOf(call, arn), tags }),
};

const instanceProfile: Tagged = {
  member: 'InstanceProfileName',
  tags: (call, name) => profileNamed(call, name).tags,
  put: (call, name, tags) => putProfile(call, { ...profileNamed(call, name), tags }),
};

const provider = (kind: 'OpenIDConnect' | 'SAML'): Tagged => ({
  member: `${kind}ProviderArn`,
  tags: (call, arn) => providerOf(call, arn, kind).tags,
  put: (call, arn, tags) =>
    providers.put(call.tx, globally(call), arn, { ...providerOf(call, arn, kind), tags }),
});

const serverCertificate: Tagged = {
  member: 'ServerCertificateName',
  tags: (call, name) => serverCertificateNamed(call, name).tags,
  put: (call, name, tags) => putServerCertificate(call, { ...serverCertificateNamed(call, name), tags }),
};

const tag =
  (kind: Tagged): Handler<Naming, object> =>
  (input, call) => {
    const name = input[kind.member];
    kind.put(call, name, retagged(kind.tags(call, name), input['Tags']));
    return {};
  };

const untag =
  (kind: Tagged): Handler<Naming, object> =>
  (input, call) => {
    const name = input[kind.member];
    kind.put(call, name, untagged(kind.tags(call, name), input['TagKeys']));
    return {};
  };

const list =
  (kind: Tagged): Handler<Naming, object> =>
  (input, call) => {
    const { items, paging } = listed(kind.tags(call, input[kind.member]), ({ Key }) => Key, input);
    return { Tags: [...items], ...paging };
  };

const mfaDevice: Tagged = {
  member: 'SerialNumber',
  tags: (call, serial) => deviceNumbered(call, serial).tags,
  put: (call, serial, tags) => void putDevice(call, { ...deviceNumbered(call, serial), tags }),
};

export const tagOperations = {
  ListInstanceProfileTags: list(instanceProfile),
  ListMFADeviceTags: list(mfaDevice),
  ListOpenIDConnectProviderTags: list(provider('OpenIDConnect')),
  ListPolicyTags: list(policy),
  ListRoleTags: list(role),
  ListSAMLProviderTags: list(provider('SAML')),
  ListServerCertificateTags: list(serverCertificate),
  ListUserTags: list(user),
  TagInstanceProfile: tag(instanceProfile),
  TagMFADevice: tag(mfaDevice),
  TagOpenIDConnectProvider: tag(provider('OpenIDConnect')),
  TagPolicy: tag(policy),
  TagRole: tag(role),
  TagSAMLProvider: tag(provider('SAML')),
  TagServerCertificate: tag(serverCertificate),
  TagUser: tag(user),
  UntagInstanceProfile: untag(instanceProfile),
  UntagMFADevice: untag(mfaDevice),
  UntagOpenIDConnectProvider: untag(provider('OpenIDConnect')),
  UntagPolicy: untag(policy),
  UntagRole: untag(role),
  UntagSAMLProvider: untag(provider('SAML')),
  UntagServerCertificate: untag(serverCertificate),
  UntagUser: untag(user),
};
