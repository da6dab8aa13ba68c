import { playTranscripts } from '../spec.ts';

playTranscripts('iam');
