import { playTranscripts } from '../spec.ts';

playTranscripts('s3');
