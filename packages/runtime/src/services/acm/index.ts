import type { Service } from '../../dispatch/service.ts';
import { issueFlow } from './flow/issue.ts';
import { getAccountConfiguration, putAccountConfiguration } from './operations/accounts.ts';
import {
  deleteCertificate,
  describeCertificate,
  getCertificate,
  listCertificates,
} from './operations/certificates.ts';
import { importCertificate } from './operations/import.ts';
import { issue, requestCertificate } from './operations/request.ts';
import {
  addTagsToCertificate,
  listTagsForCertificate,
  removeTagsFromCertificate,
} from './operations/tags.ts';
import { releaseCertificate, useCertificate } from './operations/use.ts';
import { account } from './resources/account.ts';
import { certificate } from './resources/certificate.ts';

export const acm: Service = {
  name: 'acm',
  sdk: () => import('@aws-sdk/client-acm'),
  model: 'acm',
  operations: {
    AddTagsToCertificate: addTagsToCertificate,
    DeleteCertificate: deleteCertificate,
    DescribeCertificate: describeCertificate,
    GetAccountConfiguration: getAccountConfiguration,
    GetCertificate: getCertificate,
    ImportCertificate: importCertificate,
    ListCertificates: listCertificates,
    ListTagsForCertificate: listTagsForCertificate,
    PutAccountConfiguration: putAccountConfiguration,
    RemoveTagsFromCertificate: removeTagsFromCertificate,
    RequestCertificate: requestCertificate,
  },
  inside: { Issue: issue, ReleaseCertificate: releaseCertificate, UseCertificate: useCertificate },
  flows: [issueFlow],
  resources: [account, certificate],
  recorded: {
    'AWS::CertificateManager::Acme*': 'nobody outside is asked who owns a name, by ACME or otherwise',
  },
  unserved: {
    ExportCertificate: 'only exportable certificates can be, and none are issued here',
    RenewCertificate: 'only for exported certificates; those issued here are renewed in time',
    ResendValidationEmail: 'no mail is sent: nobody checks who owns a name',
  },
};
