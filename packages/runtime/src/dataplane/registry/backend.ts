import type { BlobRef } from '../../base/blob.ts';
import type { RegistryScope } from './address.ts';

/** Who has logged in: by a password that ECR gave, for the registry it was given for. */
export interface Login extends RegistryScope {
  readonly arn: string;
}

export interface Repository {
  readonly login: Login;
  readonly scope: RegistryScope;
  readonly name: string;
}

export interface StoredManifest {
  readonly text: string;
  readonly digest: string;
  readonly mediaType: string;
}

/** ECR, as its registry uses it. What ECR refuses is thrown as `AwsError`. */
export interface RegistryBackend {
  /** Undefined where the password was given to nobody, or has expired. */
  login(password: string): Promise<Login | undefined>;
  repositories(login: Login, scope: RegistryScope): Promise<readonly string[]>;
  tags(repository: Repository): Promise<readonly string[]>;
  /** By tag or digest; undefined where there is none. */
  manifest(repository: Repository, reference: string): Promise<StoredManifest | undefined>;
  /** Answers its digest. */
  putManifest(
    repository: Repository,
    reference: string,
    manifest: Omit<StoredManifest, 'digest'>,
  ): Promise<string>;
  deleteManifest(repository: Repository, reference: string): Promise<void>;
  /** The size of a blob that is there. */
  blobSize(repository: Repository, digest: string): Promise<number | undefined>;
  /** May it be read, and is it there: thrown where not. */
  permitDownload(repository: Repository, digest: string): Promise<void>;
  /** Answers false where the other repository has no such blob. */
  mount(repository: Repository, digest: string, from: string): Promise<boolean>;
  beginUpload(repository: Repository): Promise<string>;
  /** How many bytes have come. */
  uploaded(repository: Repository, id: string): Promise<number>;
  /** Answers how many bytes have come. */
  append(
    repository: Repository,
    upload: { readonly id: string; readonly first: number; readonly bytes: BlobRef },
  ): Promise<number>;
  complete(repository: Repository, id: string, digest: string): Promise<void>;
  cancelUpload(repository: Repository, id: string): Promise<void>;
}
