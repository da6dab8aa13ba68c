import { aws } from './aws.mjs';
import { readying } from './readying.mjs';

export const handler = readying(aws, (process.env.DEPENDENCIES ?? '').split(',').filter(Boolean));
