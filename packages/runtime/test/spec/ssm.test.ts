import { playTranscripts } from '../spec.ts';

playTranscripts('ssm');
