import type { ProjectSource } from '@aws-sdk/client-codebuild';
import { own } from '../../../base/own.ts';
import { bitbucket } from './bitbucket.ts';
import type { GitHost } from './git-host.ts';
import { gitHub } from './github.ts';
import { gitLab } from './gitlab.ts';

const hosts: Readonly<Record<string, GitHost>> = {
  BITBUCKET: bitbucket,
  GITHUB: gitHub,
  GITHUB_ENTERPRISE: gitHub,
  GITLAB: gitLab,
  GITLAB_SELF_MANAGED: gitLab,
};

/** The provider that a source is at; undefined of one that is at none. */
export const gitHostOf = ({ type }: Pick<ProjectSource, 'type'>): GitHost | undefined =>
  own(hosts, type ?? '');
