import { playTranscripts } from '../spec.ts';

playTranscripts('codedeploy', { part: 0, of: 2 });
