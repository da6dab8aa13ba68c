import type { ActionTypeId } from '@aws-sdk/client-codepipeline';
import type { Given } from '../../../base/given.ts';

/** AWS's action types that this house does not carry out, by category, owner and provider; and what is missing. */
const missing: Readonly<Record<string, string>> = {
  'Deploy AWS AppConfig': 'deployments by AppConfig: it has no AppConfig',
  'Deploy AWS EKS': 'deployments to EKS: it has no EKS',
  'Deploy AWS ElasticBeanstalk': 'deployments by Elastic Beanstalk: it has no Elastic Beanstalk',
  'Deploy AWS OpsWorks': 'deployments by OpsWorks, which AWS has ended',
  'Deploy AWS ServiceCatalog': 'deployments by Service Catalog: it has no Service Catalog',
  'Deploy ThirdParty AlexaSkillsKit': 'deployments of Alexa skills: they go to Amazon alone',
  'Invoke AWS InspectorScan': 'scans by Inspector: it has no Inspector',
  'Invoke ThirdParty Snyk': 'scans by Snyk: they are done at Snyk',
  'Test AWS DeviceFarm': 'tests by Device Farm: it has no devices',
};

/** Undefined where AWS has no such type either. */
export const notServed = ({ category, owner, provider }: Given<ActionTypeId>): string | undefined =>
  missing[`${category} ${owner} ${provider}`];
