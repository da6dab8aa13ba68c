import type * as sdk from '@aws-sdk/client-acm';
import type { Answered, Given } from '../../../base/given.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { certificateOf, putCertificate } from '../records.ts';
import { tagList, tagsWith, tagsWithout } from '../tags.ts';

export const addTagsToCertificate: Handler<Given<sdk.AddTagsToCertificateCommandInput>, object> = (
  { CertificateArn, Tags },
  call,
) => {
  const certificate = certificateOf(call, CertificateArn);
  putCertificate(call, { ...certificate, tags: tagsWith(certificate.tags, Tags) });
  return {};
};

export const removeTagsFromCertificate: Handler<Given<sdk.RemoveTagsFromCertificateCommandInput>, object> = (
  { CertificateArn, Tags },
  call,
) => {
  const certificate = certificateOf(call, CertificateArn);
  putCertificate(call, { ...certificate, tags: tagsWithout(certificate.tags, Tags) });
  return {};
};

export const listTagsForCertificate: Handler<
  Given<sdk.ListTagsForCertificateCommandInput>,
  Answered<sdk.ListTagsForCertificateCommandOutput>
> = ({ CertificateArn }, call) => ({ Tags: tagList(certificateOf(call, CertificateArn).tags) });
