import { playTranscripts } from '../spec.ts';

playTranscripts('codedeploy', { part: 1, of: 2 });
