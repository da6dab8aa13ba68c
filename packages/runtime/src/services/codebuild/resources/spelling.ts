import { spelling } from '../../../base/spelling.ts';

export const { api, template } = spelling({ names: { BuildSpec: 'buildspec' } });
