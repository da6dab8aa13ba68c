import type { Service } from '../../dispatch/service.ts';
import { lifecycleFlow } from './flow/lifecycle.ts';
import { getAuthorizationToken, verifyAuthorizationToken } from './operations/authorization.ts';
import {
  createRepositoryCreationTemplate,
  deleteRepositoryCreationTemplate,
  describeRepositoryCreationTemplates,
  updateRepositoryCreationTemplate,
} from './operations/creation-templates.ts';
import { getDownloadUrlForLayer, verifyDownload } from './operations/downloads.ts';
import { batchDeleteImage, batchGetImage, describeImages, listImages } from './operations/image-listings.ts';
import { pullThroughOperations } from './operations/pull-through-rules.ts';
import { putImage } from './operations/images.ts';
import {
  applyLifecyclePolicy,
  deleteLifecyclePolicy,
  getLifecyclePolicy,
  getLifecyclePolicyPreview,
  putLifecyclePolicy,
  startLifecyclePolicyPreview,
} from './operations/lifecycle-policies.ts';
import { deleteRepositoryPolicy, getRepositoryPolicy, setRepositoryPolicy } from './operations/policies.ts';
import {
  deleteRegistryPolicy,
  describeRegistry,
  getRegistryPolicy,
  putRegistryPolicy,
  putReplicationConfiguration,
} from './operations/registry.ts';
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts';
import {
  batchCheckLayerAvailability,
  cancelLayerUpload,
  completeLayerUpload,
  describeLayerUpload,
  initiateLayerUpload,
  mountLayer,
  uploadLayerPart,
} from './operations/layers.ts';
import {
  createRepository,
  deleteRepository,
  describeRepositories,
  putImageScanningConfiguration,
  putImageTagMutability,
} from './operations/repositories.ts';
import { describeImageScanFindings, startImageScan } from './operations/scans.ts';
import { repositoryCreationTemplate } from './resources/creation-template.ts';
import { pullThroughCacheRule } from './resources/pull-through-rule.ts';
import { registryPolicy, replicationConfiguration } from './resources/registry.ts';
import { repository } from './resources/repository.ts';

export const ecr: Service = {
  name: 'ecr',
  sdk: () => import('@aws-sdk/client-ecr'),
  model: 'ecr',
  operations: {
    ...pullThroughOperations,
    BatchCheckLayerAvailability: batchCheckLayerAvailability,
    BatchDeleteImage: batchDeleteImage,
    BatchGetImage: batchGetImage,
    CompleteLayerUpload: completeLayerUpload,
    CreateRepository: createRepository,
    CreateRepositoryCreationTemplate: createRepositoryCreationTemplate,
    DeleteLifecyclePolicy: deleteLifecyclePolicy,
    DeleteRegistryPolicy: deleteRegistryPolicy,
    DeleteRepository: deleteRepository,
    DeleteRepositoryCreationTemplate: deleteRepositoryCreationTemplate,
    DeleteRepositoryPolicy: deleteRepositoryPolicy,
    DescribeImageScanFindings: describeImageScanFindings,
    DescribeImages: describeImages,
    DescribeRegistry: describeRegistry,
    DescribeRepositories: describeRepositories,
    DescribeRepositoryCreationTemplates: describeRepositoryCreationTemplates,
    GetAuthorizationToken: getAuthorizationToken,
    GetDownloadUrlForLayer: getDownloadUrlForLayer,
    GetLifecyclePolicy: getLifecyclePolicy,
    GetLifecyclePolicyPreview: getLifecyclePolicyPreview,
    GetRegistryPolicy: getRegistryPolicy,
    GetRepositoryPolicy: getRepositoryPolicy,
    InitiateLayerUpload: initiateLayerUpload,
    ListImages: listImages,
    ListTagsForResource: listTagsForResource,
    PutImage: putImage,
    PutImageScanningConfiguration: putImageScanningConfiguration,
    PutImageTagMutability: putImageTagMutability,
    PutLifecyclePolicy: putLifecyclePolicy,
    PutRegistryPolicy: putRegistryPolicy,
    PutReplicationConfiguration: putReplicationConfiguration,
    SetRepositoryPolicy: setRepositoryPolicy,
    StartImageScan: startImageScan,
    StartLifecyclePolicyPreview: startLifecyclePolicyPreview,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateRepositoryCreationTemplate: updateRepositoryCreationTemplate,
    UploadLayerPart: uploadLayerPart,
  },
  inside: {
    ApplyLifecyclePolicy: applyLifecyclePolicy,
    CancelLayerUpload: cancelLayerUpload,
    DescribeLayerUpload: describeLayerUpload,
    MountLayer: mountLayer,
    VerifyAuthorizationToken: verifyAuthorizationToken,
    VerifyDownload: verifyDownload,
  },
  flows: [lifecycleFlow],
  resources: [
    repository,
    registryPolicy,
    replicationConfiguration,
    repositoryCreationTemplate,
    pullThroughCacheRule,
  ],
  recorded: {
    'AWS::ECR::PublicRepository': 'the public gallery is a registry of its own',
    'AWS::ECR::PullTimeUpdateExclusion': 'when an image was pulled is not kept',
    'AWS::ECR::RegistryScanningConfiguration': 'no image is looked through for vulnerabilities',
    'AWS::ECR::SigningConfiguration': 'images are signed by AWS Signer, which this house has not',
  },
};
