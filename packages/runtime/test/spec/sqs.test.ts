import { playTranscripts } from '../spec.ts';

playTranscripts('sqs');
