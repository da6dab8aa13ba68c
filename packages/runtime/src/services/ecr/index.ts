import type { Service } from '../../dispatch/service.ts';
import { getAuthorizationToken, verifyAuthorizationToken } from './operations/authorization.ts';
import { batchDeleteImage, batchGetImage, describeImages, listImages } from './operations/image-listings.ts';
import { putImage } from './operations/images.ts';
import {
  batchCheckLayerAvailability,
  completeLayerUpload,
  initiateLayerUpload,
  uploadLayerPart,
} from './operations/layers.ts';
import {
  createRepository,
  deleteRepository,
  describeRepositories,
  putImageTagMutability,
} from './operations/repositories.ts';

export const ecr: Service = {
  name: 'ecr',
  sdk: () => import('@aws-sdk/client-ecr'),
  model: 'ecr',
  operations: {
    BatchCheckLayerAvailability: batchCheckLayerAvailability,
    BatchDeleteImage: batchDeleteImage,
    BatchGetImage: batchGetImage,
    CompleteLayerUpload: completeLayerUpload,
    CreateRepository: createRepository,
    DeleteRepository: deleteRepository,
    DescribeImages: describeImages,
    DescribeRepositories: describeRepositories,
    GetAuthorizationToken: getAuthorizationToken,
    InitiateLayerUpload: initiateLayerUpload,
    ListImages: listImages,
    PutImage: putImage,
    PutImageTagMutability: putImageTagMutability,
    UploadLayerPart: uploadLayerPart,
  },
  inside: { VerifyAuthorizationToken: verifyAuthorizationToken },
};
