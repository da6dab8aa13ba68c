import type { RepositoryHappening } from '../../base/repository-change.ts';
import { feed } from '../../dispatch/feed.ts';

/** What happened to repositories, by their names. */
export const changes = feed<RepositoryHappening>('codecommit.changes');
