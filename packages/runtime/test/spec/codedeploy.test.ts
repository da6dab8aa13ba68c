import { playTranscripts } from '../spec.ts';

playTranscripts('codedeploy');
