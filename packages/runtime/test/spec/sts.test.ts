import { playTranscripts } from '../spec.ts';

playTranscripts('sts');
