import { aws } from './aws.mjs';
import { judging } from './judging.mjs';

export const handler = judging(aws);
